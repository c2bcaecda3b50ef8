// Writes numbers into a store as fast as it can and says each that is on the disk, until it is killed.
import { JsonStore } from '../../src/lab/progress/json-store.ts'

const [folder = ''] = process.argv.slice(2)
const form = { name: 'progress', empty: () => ({ count: 0, filling: '' }), read: (value: unknown) => value as Stored }
const store = await JsonStore.open(folder, form)

interface Stored {
  count: number
  filling: string
}

// Large enough that a kill falls into a write.
store.value.filling = 'x'.repeat(3_000_000)
for (;;) {
  store.value.count += 1
  const { count } = store.value
  await store.save()
  process.stdout.write(`${count}\n`)
}
