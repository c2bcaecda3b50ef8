// The list of reports is what the folder holds.
import { readdirSync } from 'node:fs'
import t from 'tap'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import type { ResultReport } from '../../src/report/result-report.ts'
import { ALL, OPTIONS } from './results.ts'

const folder = new URL('../../src/report/', import.meta.url)

function isReport(value: unknown): value is ResultReport {
  return typeof value === 'object' && value !== null && 'name' in value && 'doc' in value && 'render' in value
}

t.test('every file with a report is in the list, named for what `--reporter` takes', async (t) => {
  const found: ResultReport[] = []
  for (const file of readdirSync(folder).filter((name) => name !== 'index.ts')) {
    const reports = Object.values(await import(new URL(file, folder).href)).filter(isReport)
    found.push(...reports)
    // `default` is also the live report of a run, which has the file of that name.
    for (const { name } of reports) t.equal(file, name === 'default' ? 'table.ts' : `${name}.ts`)
  }
  t.same(new Set(found), new Set(RESULT_REPORTS))
  t.equal(new Set(RESULT_REPORTS.map(({ name }) => name)).size, RESULT_REPORTS.length)
})

for (const { name, doc, render } of RESULT_REPORTS) {
  t.test(`${name} is a pure function of the results`, async (t) => {
    t.match(doc, /^[A-Z].+[^.]$/, 'its line of help is a sentence without a full stop')
    const frozen = structuredClone(ALL)
    t.equal(render(frozen, OPTIONS), render(ALL, OPTIONS))
    t.same(frozen, ALL, 'which it leaves as they are')
    t.match(render([], OPTIONS), /\n$/, 'no results are a report too')
  })
}
