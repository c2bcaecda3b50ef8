// expect(judgement).toHaveOutcome('encrypted')
import type { Outcome } from '../scenario/words.ts'
import { judgementIn, wordsOf } from './judgement.ts'
import type { MatcherResult } from './matcher.ts'

/** The mail travelled so, or not at all. */
export function toHaveOutcome(value: unknown, expected: Outcome): MatcherResult {
  const judgement = judgementIn(value)
  const pass = judgement.outcome === expected
  return {
    pass,
    message: () => `expected the outcome ${pass ? 'not ' : ''}to be ${expected}\n\n${wordsOf(judgement)}`,
    actual: judgement.outcome,
    expected,
  }
}
