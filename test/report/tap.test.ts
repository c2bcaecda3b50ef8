import t from 'tap'
import { Parser, type Result } from 'tap-parser'
import type { ScenarioResult } from '../../src/report/result.ts'
import { tapReport } from '../../src/report/tap.ts'
import { ALL, HOSTILE, IN_CLEAR, OPTIONS, PASSED, resultSaying, UNSEEN } from './results.ts'

/** What a TAP parser reads, in strict mode: a line that is no TAP is a failure there. */
function readBack(results: readonly ScenarioResult[], options = OPTIONS) {
  const points: Result[] = []
  const parser = new Parser({ strict: true })
  const extras: string[] = []
  parser.on('assert', (point: Result) => points.push(point))
  parser.on('extra', (line: string) => extras.push(line))
  let bailed = false
  let version = ''
  parser.on('version', (said: string) => {
    version = said
  })
  parser.on('bailout', () => {
    bailed = true
  })
  parser.end(`${tapReport.render(results, options)}`)
  return {
    points,
    extras,
    bailed,
    version,
    planned: parser.planEnd,
    failures: parser.failures.filter(({ tapError }) => tapError),
  }
}

t.test('a parser reads one point per scenario', async (t) => {
  const { points, extras, version, planned, failures } = readBack(ALL)
  t.same({ version, planned, extras, failures }, { version: '14', planned: 7, extras: [], failures: [] })
  t.same(
    points.map(({ ok, name, skip }) => [ok, name, skip]),
    [
      [true, 'healthy: About healthy', false],
      [false, 'no-starttls: No STARTTLS', false],
      [true, 'weak: About weak', false],
      [true, 'starttls-removed: About starttls-removed', false],
      [false, 'cut: About cut', false],
      [true, 'rc4: About rc4', 'No RC4 on this machine'],
      [false, 'drip: About drip', false],
    ],
  )
})

t.test('the block says what was expected, what was found, why, and how it went', async (t) => {
  const [point] = readBack([IN_CLEAR]).points
  t.match(point?.diag, {
    message: 'no-leak: expected nothing outside TLS, found envelope in clear',
    verdict: 'fail',
    outcome: 'in-clear',
    leak: 'envelope',
    client: { exit: 0, signal: null, says: 'delivered' },
    failed: IN_CLEAR.judgement.failed,
    diagnoses: IN_CLEAR.judgement.diagnoses,
  })
  t.match(point?.diag.transcript[4], /C: MAIL FROM:<anna@example\.com>$/)
})

t.test('what passes has no message and no transcript', async (t) => {
  const [point] = readBack([{ ...PASSED, events: IN_CLEAR.events }]).points
  t.match(point?.diag, { verdict: 'pass' })
  t.notOk(Object.hasOwn(point?.diag, 'transcript') || Object.hasOwn(point?.diag, 'message'))
})

t.test('the control is a comment, not a point', async (t) => {
  t.match(tapReport.render([PASSED], { ...OPTIONS, control: PASSED }), '\n# control: healthy: encrypted.')
  t.equal(readBack([PASSED], { ...OPTIONS, control: PASSED }).points.length, 1)
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text`, async (t) => {
    const { points, extras, bailed, planned, failures } = readBack([resultSaying(text), PASSED])
    t.same({ extras, bailed, planned, failures }, { extras: [], bailed: false, planned: 2, failures: [] })
    t.same(
      points.map(({ ok, skip, todo }) => [ok, skip, todo]),
      [
        [false, false, false],
        [true, false, false],
      ],
    )
    const [hostile] = points
    const said = hostile?.diag.failed[0].expected
    // A lone surrogate is no character: YAML reads it as the replacement or as it is.
    t.equal(
      said.replace(/\p{Surrogate}/gu, '\ufffd'),
      text.replace(/\p{Surrogate}/gu, '\ufffd'),
      'and means what it meant',
    )
    t.notMatch(tapReport.render([resultSaying(text)], OPTIONS), UNSEEN)
  })
}
