import t from 'tap'
import { jsonReport } from '../../src/report/json.ts'
import { toDocument } from '../../src/report/result.ts'
import { ALL, HOSTILE, OPTIONS, resultSaying, UNSEEN } from './results.ts'

t.test('it reads back as the document', async (t) => {
  t.same(JSON.parse(jsonReport.render(ALL, OPTIONS)), toDocument(ALL))
})

t.test('what the client printed is not in it', async (t) => {
  t.notMatch(jsonReport.render(ALL, OPTIONS), '"output"')
})

t.test('people can read it', async (t) => {
  t.match(jsonReport.render(ALL, OPTIONS), /^\{\n {2}"version": 1,\n {2}"results": \[\n[\s\S]*\n\}\n$/)
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says is kept, and no terminal acts on it`, async (t) => {
    const json = jsonReport.render([resultSaying(text)], OPTIONS)
    t.equal(JSON.parse(json).results[0].failed[0].expected, text)
    t.notMatch(json, UNSEEN)
  })
}
