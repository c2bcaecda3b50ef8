// expect(judgement).toHaveDiagnosis('starttls-masked')
import { judgementIn, wordsOf } from './judgement.ts'
import type { MatcherResult } from './matcher.ts'

/** The diagnosis is among those found; docs/reference/diagnoses.md lists them. */
export function toHaveDiagnosis(value: unknown, expected: string): MatcherResult {
  const judgement = judgementIn(value)
  const actual = judgement.diagnoses.map(({ id }) => id)
  const pass = actual.includes(expected)
  return {
    pass,
    message: () => `expected the diagnoses ${pass ? 'not ' : ''}to include ${expected}\n\n${wordsOf(judgement)}`,
    actual,
    expected,
  }
}
