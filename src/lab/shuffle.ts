// The same shuffle for the same seed, on every machine.
import { createHash } from 'node:crypto'

/** Another order of the list; `seed` decides which. */
export function shuffled<T>(list: readonly T[], seed: string, nameOf: (item: T) => string): T[] {
  const keyed = list.map((item) => ({
    item,
    key: createHash('sha256')
      .update(`${seed}\0${nameOf(item)}`)
      .digest('hex'),
  }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item)
}
