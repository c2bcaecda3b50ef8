// A run with a baseline: what it accepts is told and is not red, what has changed is red, for the better as well.
import t from 'tap'
import { Parser, type Result } from 'tap-parser'
import { exitOf } from '../../src/cli/exit.ts'
import { githubReport, githubSummary } from '../../src/report/github.ts'
import { htmlReport } from '../../src/report/html.ts'
import { jsonReport } from '../../src/report/json.ts'
import { junitReport } from '../../src/report/junit.ts'
import type { KnownResult, ScenarioResult } from '../../src/report/result.ts'
import {
  baselineWords,
  countWords,
  headline,
  standingOf,
  standingWords,
  verdictSentence,
} from '../../src/report/standing.ts'
import { tableReport } from '../../src/report/table.ts'
import { tapReport } from '../../src/report/tap.ts'
import { BROKEN, HOSTILE, IN_CLEAR, NOTHING_CAME, OPTIONS, PASSED, SKIPPED, UNSEEN, WARNED } from './results.ts'

const FAILED: KnownResult = { verdict: 'fail', outcome: 'in-clear', leak: 'envelope' }

const accepted = (result: ScenarioResult): ScenarioResult => {
  const { verdict, outcome, leak } = result.judgement
  return { ...result, baseline: { state: 'accepted', known: { verdict, outcome, leak } } }
}
const changed = (result: ScenarioResult, known: KnownResult | null): ScenarioResult => {
  return { ...result, baseline: { state: 'changed', known } }
}

const ACCEPTED = accepted(IN_CLEAR)
const BETTER = changed(PASSED, FAILED)
const WORSE = changed({ ...IN_CLEAR, scenario: 'tls-required' }, { verdict: 'pass', outcome: 'none', leak: 'none' })
const NEW = changed({ ...PASSED, scenario: 'tls12-only' }, null)
const AS_KNOWN = accepted({ ...PASSED, scenario: 'implicit-tls' })
const ALL = [ACCEPTED, BETTER, WORSE, NEW, AS_KNOWN]

t.test('how each result stands', async (t) => {
  t.same(ALL.map(standingOf), ['accepted', 'changed', 'changed', 'changed', 'pass'])
  t.same(ALL.map(standingWords), ['fail (accepted)', 'pass (changed)', 'fail (changed)', 'pass (changed)', 'pass'])
  t.same([accepted(NOTHING_CAME), accepted(WARNED), accepted(SKIPPED), accepted(BROKEN)].map(standingOf), [
    ...['accepted', 'accepted', 'skipped'],
    'bug',
  ])
  t.same(ALL.map(baselineWords), [
    'accepted by the baseline: fail (outcome in-clear, leak envelope)',
    'was fail (outcome in-clear, leak envelope), is pass (outcome encrypted, leak none)',
    'was pass (outcome none, leak none), is fail (outcome in-clear, leak envelope)',
    'not in the baseline, is pass (outcome encrypted, leak none)',
    null,
  ])
  t.equal(headline(BETTER), baselineWords(BETTER))
  t.equal(countWords(ALL), '5 scenarios: 3 changed, 1 accepted, 1 pass')
  t.equal(verdictSentence(ALL), '3 of 5 changed against the baseline')
  t.equal(verdictSentence([ACCEPTED, AS_KNOWN]), '1 of 2 did what the baseline accepts')
})

t.test('the exit follows it', async (t) => {
  t.equal(exitOf([ACCEPTED, AS_KNOWN, accepted(NOTHING_CAME), accepted(SKIPPED)]), 'pass')
  for (const result of [BETTER, WORSE, NEW, changed(SKIPPED, FAILED)])
    t.equal(exitOf([result, AS_KNOWN]), 'client-failed')
  t.equal(exitOf([IN_CLEAR, ACCEPTED]), 'client-failed', 'a result without a baseline counts as it is')
})

t.test('the table has both in its rows, tells what has changed, and is silent about what is accepted', async (t) => {
  const text = tableReport.render(ALL, OPTIONS)
  t.match(text, /^no-starttls +in-clear +envelope +fail \(accepted\)/m)
  t.match(text, /^healthy +encrypted +none +pass \(changed\)$/m)
  t.match(
    text,
    '\npass (changed)  healthy: About healthy\n  Baseline: was fail (outcome in-clear, leak envelope), is pass',
  )
  t.match(text, '\nfail (changed)  tls-required: No STARTTLS\n  Baseline: was pass (outcome none, leak none), is fail')
  t.notMatch(text, 'no-starttls: No STARTTLS')
  t.match(text, '\n5 scenarios: 3 changed, 1 accepted, 1 pass (policy mandatory)\n')
})

t.test('JUnit: what is accepted passes and is noted, what has changed is a failure', async (t) => {
  const xml = junitReport.render(ALL, OPTIONS)
  const caseOf = (name: string) => new RegExp(`<testcase name="${name}"[\\s\\S]*?</testcase>`).exec(xml)?.[0] ?? ''
  t.match(xml, 'tests="5" failures="3" errors="0"')
  t.notMatch(caseOf('no-starttls'), /<(?:failure|error|skipped)/)
  t.match(
    caseOf('no-starttls'),
    '<system-out>accepted by the baseline: fail (outcome in-clear, leak envelope)\nfail: policy mandatory',
  )
  t.match(caseOf('no-starttls'), 'C: MAIL FROM', 'with the transcript behind it')
  t.match(
    caseOf('healthy'),
    '<failure type="baseline" message="was fail (outcome in-clear, leak envelope), is pass (outcome encrypted, leak none)">',
  )
  t.match(
    caseOf('tls-required'),
    /<failure type="baseline" message="was pass[^>]*>was pass[^<]*\nfail: policy mandatory/,
  )
  t.match(caseOf('tls12-only'), '<failure type="baseline" message="not in the baseline')
  t.notMatch(caseOf('implicit-tls'), /<failure|baseline/)
})

t.test('TAP: what is accepted is a known failure, what has changed is not ok', async (t) => {
  const points: Result[] = []
  const parser = new Parser({ strict: true })
  parser.on('assert', (point: Result) => points.push(point))
  parser.end(tapReport.render(ALL, OPTIONS))
  t.same(
    points.map(({ ok, todo }) => [ok, todo]),
    [
      [false, 'accepted by the baseline: fail (outcome in-clear, leak envelope)'],
      [false, false],
      [false, false],
      [false, false],
      [true, false],
    ],
  )
  t.match(points[1]?.diag, { message: baselineWords(BETTER), verdict: 'pass (changed)' })
  const lenient = new Parser()
  lenient.end(tapReport.render([ACCEPTED, AS_KNOWN], OPTIONS))
  t.ok(lenient.ok, 'a harness counts no failure')
})

t.test('GitHub: a notice for what is accepted, an error for what has changed', async (t) => {
  const text = githubReport.render(ALL, OPTIONS)
  t.match(text, /^::notice title=no-starttls%3A fail \(accepted\)::accepted by the baseline: fail/m)
  t.match(text, /^::error title=healthy%3A pass \(changed\)::was fail/m)
  t.equal(text.match(/^::error /gm)?.length, 3)
  t.notMatch(text, '::warning')
  const summary = githubSummary(ALL)
  t.match(summary, '| <code>no-starttls</code> | in-clear | envelope | fail (accepted) |')
  t.match(summary, '### pass (changed): <code>healthy</code>')
  t.match(summary, 'Baseline: was fail')
})

t.test('HTML: both in the matrix, only what has changed is opened and asks for something', async (t) => {
  const page = htmlReport.render(ALL, OPTIONS)
  t.match(page, /<tr class="accepted">[\s\S]*?fail \(accepted\)<\/td>/)
  t.match(page, /<tr class="changed">[\s\S]*?pass \(changed\)<\/td>/)
  t.match(page, '<details class="scenario accepted">')
  t.match(page, '<details class="scenario changed" open>')
  t.match(page, '<p class="doubt">Baseline: was fail (outcome in-clear, leak envelope), is pass')
  const [, asked = ''] = /What to change<\/h2>([\s\S]*?)<\/section>/.exec(page) ?? []
  t.match(asked, '<code>starttls-not-offered</code>')
  t.match(asked, '--update-baseline accepts it')
  t.match(asked, '>tls-required</a>')
  t.notMatch(asked, '>no-starttls</a>', 'what is accepted asks for nothing')
  for (const standing of ['accepted', 'changed']) t.match(page, `<symbol id="i-${standing}"`)
})

t.test('JSON: the state, and what is known', async (t) => {
  const { results } = JSON.parse(jsonReport.render([ACCEPTED, NEW, PASSED], OPTIONS))
  t.same(results[0].baseline, { state: 'accepted', known: FAILED })
  t.same(results[1].baseline, { state: 'changed', known: null })
  t.notOk(Object.hasOwn(results[2], 'baseline'), 'no key in a run without one')
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what stands in a baseline stays text`, async (t) => {
    const hostile = [changed(PASSED, { verdict: text, outcome: text, leak: text })]
    const harmless = [changed(PASSED, { verdict: 'x', outcome: 'x', leak: 'x' })]
    const tags = (markup: string) => markup.match(/<[^>]*?(?=[\s>])/g)
    for (const { render } of [junitReport, htmlReport]) {
      t.same(tags(render(hostile, OPTIONS)), tags(render(harmless, OPTIONS)))
    }
    for (const { name: report, render } of [junitReport, tapReport, tableReport, githubReport]) {
      t.notMatch(render(hostile, OPTIONS), UNSEEN, report)
    }
    for (const { name: report, render } of [tapReport, githubReport]) {
      const lines = (results: ScenarioResult[]) => render(results, OPTIONS).split('\n').length
      t.equal(lines(hostile), lines(harmless), `${report}: no line of its own`)
    }
  })
}
