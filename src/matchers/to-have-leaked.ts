// expect(judgement).not.toHaveLeaked()
import { judgementIn, wordsOf } from './judgement.ts'
import type { MatcherResult } from './matcher.ts'

/** Something about the mail went over the network outside TLS: content, envelope or credentials. */
export function toHaveLeaked(value: unknown): MatcherResult {
  const judgement = judgementIn(value)
  const pass = judgement.leak !== 'none'
  return {
    pass,
    message: () => `expected ${pass ? 'nothing' : 'something'} to be sent outside TLS\n\n${wordsOf(judgement)}`,
    actual: judgement.leak,
    expected: pass ? 'none' : 'content, envelope or credentials',
  }
}
