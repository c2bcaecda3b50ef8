import t from 'tap'
import {
  controlWords,
  countWords,
  headline,
  leadingCause,
  STANDING_WORDS,
  standingOf,
  verdictSentence,
} from '../../src/report/standing.ts'
import { verdictWords } from '../../src/verdict/explain.ts'
import {
  ALL,
  BROKEN,
  IN_CLEAR,
  judgementOf,
  NOTHING_CAME,
  PASSED,
  resultOf,
  SKIPPED,
  UNCONFIRMED,
  WARNED,
} from './results.ts'

t.test('a bug of the simulator wins over the verdict, and a pass says whether it is confirmed', async (t) => {
  t.same(ALL.map(standingOf), ['pass', 'fail', 'warn', 'unconfirmed', 'inconclusive', 'skipped', 'bug'])
})

t.test('verdicts have the words that explain() has for them', async (t) => {
  for (const result of [PASSED, IN_CLEAR, WARNED, UNCONFIRMED, NOTHING_CAME, SKIPPED]) {
    t.equal(STANDING_WORDS[standingOf(result)], verdictWords(result.judgement))
  }
})

t.test('the headline says the worst first', async (t) => {
  const failed = (['warn', 'fail'] as const).map((verdict) => ({
    id: verdict,
    expected: 'a',
    found: 'b',
    events: [],
    verdict,
  }))
  t.equal(headline(resultOf('x', { verdict: 'fail', failed })), 'fail: expected a, found b')
  t.equal(headline(NOTHING_CAME), 'No client connected.')
  t.equal(headline(SKIPPED), 'No RC4 on this machine')
  t.equal(headline(BROKEN), 'A bug of the simulator: TypeError: x')
  t.equal(headline(PASSED), 'outcome encrypted')
})

t.test('the leading cause is the first diagnosis, else what failed, else the reason', async (t) => {
  t.equal(leadingCause(IN_CLEAR), 'starttls-not-offered')
  t.equal(leadingCause(WARNED), 'outcome')
  t.equal(leadingCause(NOTHING_CAME), 'nothing-came')
  t.equal(leadingCause(PASSED), '')
})

t.test('counts name what occurs, worst first', async (t) => {
  t.equal(
    countWords([...ALL, PASSED]),
    '8 scenarios: 1 bug of the simulator, 1 fail, 1 inconclusive, 1 warn, 1 pass (unconfirmed), 2 pass, 1 skipped',
  )
  t.equal(countWords([PASSED]), '1 scenario: 1 pass')
  t.equal(countWords([]), '0 scenarios')
})

t.test('the whole in one sentence', async (t) => {
  t.equal(verdictSentence([PASSED, IN_CLEAR, IN_CLEAR]), '2 of 3 failed')
  t.equal(verdictSentence([IN_CLEAR]), 'The scenario failed')
  t.equal(verdictSentence([PASSED, NOTHING_CAME]), '1 of 2 could not be judged')
  t.equal(verdictSentence([PASSED, UNCONFIRMED]), 'All scenarios passed')
  t.equal(verdictSentence([PASSED, SKIPPED]), '1 of 2 passed, the others were skipped')
  t.equal(verdictSentence([SKIPPED]), 'Every scenario was skipped')
  t.equal(verdictSentence([]), 'Nothing was run')
})

t.test('a control that did not deliver encrypted puts the rest in doubt', async (t) => {
  t.equal(controlWords(null), null)
  t.match(controlWords(PASSED), 'encrypted. The client can deliver')
  const untrusted = judgementOf({ verdict: 'inconclusive', outcome: 'none', reason: 'simulator-ca-not-trusted' })
  t.match(controlWords({ ...PASSED, judgement: untrusted }), /could not deliver.*does not trust the authority/)
})
