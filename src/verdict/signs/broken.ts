// What the client did against the rules that hold everywhere, as evidence of a diagnosis.
import type { Findings, Sighting } from '../diagnosis.ts'

/** A look for a broken invariant; `{found}` says what was seen. */
export function broke(id: string): (findings: Findings) => Sighting | null {
  return ({ broken, first, tries }) => {
    const failures = broken.filter((failure) => failure.id === id)
    const [one] = failures
    if (!one) return null
    const wanted = new Set(failures.flatMap(({ events }) => events))
    const events = [first, ...tries.later].flatMap((each) => each.events).filter(({ seq }) => wanted.has(seq))
    return { events, words: { found: one.found } }
  }
}
