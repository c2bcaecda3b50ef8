// No scenario ships without a real client that shows its point.
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const scenarios = readdirSync(new URL('../../scenarios/', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''))
const tests = readdirSync(new URL('./', import.meta.url))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))

t.test('every scenario of the catalogue is met by a real client', async (t) => {
  const unmet = scenarios.filter((name) => !tests.some((text) => text.includes(`'${name}'`)))
  t.same(unmet, [])
})
