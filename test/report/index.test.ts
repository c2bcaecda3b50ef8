// The list of reports is what the folder holds.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import type { ResultReport } from '../../src/report/result-report.ts'
import { ALL, OPTIONS } from './results.ts'

const folder = new URL('../../src/report/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!index)\.ts$/.test(path))

function isReport(value: unknown): value is ResultReport {
  return typeof value === 'object' && value !== null && 'name' in value && 'doc' in value && 'render' in value
}

function isOffered(value: unknown): value is ResultReport | readonly ResultReport[] {
  return isReport(value) || (Array.isArray(value) && value.every(isReport))
}

t.test('every file with a report is in the list, named for what `--reporter` takes', async (t) => {
  const found: ResultReport[] = []
  for (const path of files) {
    const file = basename(path)
    const exported = Object.values(await import(new URL(path, folder).href)).filter(isOffered)
    // A report in figures is a list: one for each of its formats.
    for (const reports of exported.map((each) => [each].flat())) {
      found.push(...reports)
      const [first] = reports
      // `default` is also the live report of a run, which has the file of that name.
      t.equal(file, first?.name === 'default' ? 'table.ts' : `${first?.name}.ts`)
      const formats = reports.slice(1).map(({ name, media }) => [name, media.extension])
      t.same(
        formats,
        formats.map(([, extension]) => [`${first?.name}-${extension}`, extension]),
        'named for the format',
      )
    }
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
