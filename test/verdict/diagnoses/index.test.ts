// The list of diagnoses, the folder and the tests name the same ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { DIAGNOSES } from '../../../src/verdict/diagnoses/index.ts'

const folder = new URL('../../../src/verdict/diagnoses/', import.meta.url)
const ids = DIAGNOSES.map(({ id }) => id)

t.test('the folder holds the diagnoses of the list and nothing else', (t) => {
  const files = readdirSync(folder).filter((file) => file !== 'index.ts')
  t.strictSame(ids.map((id) => `${id}.ts`).sort(), files.sort())
  t.equal(new Set(ids).size, ids.length, 'each once')
  t.end()
})

t.test('each has cases of its name', (t) => {
  for (const id of ids) {
    const file = new URL(`${id}.cases.ts`, import.meta.url)
    t.ok(existsSync(file) && readFileSync(file, 'utf8').includes(`diagnoses/${id}.ts`), id)
  }
  t.end()
})

t.test('ranks are from 10 to 99', (t) => {
  t.strictSame(
    DIAGNOSES.filter(({ rank }) => rank < 10 || rank > 99).map(({ id }) => id),
    [],
  )
  t.end()
})
