// expect(judgement).toHaveVerdict('pass')
import type { Verdict } from '../verdict/judgement.ts'
import { judgementIn, wordsOf } from './judgement.ts'
import type { MatcherResult } from './matcher.ts'

/** The verdict is this one. The message is the whole explanation. */
export function toHaveVerdict(value: unknown, expected: Verdict): MatcherResult {
  const judgement = judgementIn(value)
  const pass = judgement.verdict === expected
  return {
    pass,
    message: () => `expected the verdict ${pass ? 'not ' : ''}to be ${expected}\n\n${wordsOf(judgement)}`,
    actual: judgement.verdict,
    expected,
  }
}
