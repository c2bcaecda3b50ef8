// Tells a judgement from anything else that a test may hand to `expect`.

import { explain } from '../verdict/explain.ts'
import type { Judgement } from '../verdict/judgement.ts'
import { received } from './matcher.ts'

/** Throws TypeError for what is no judgement; a promise is the commonest mistake. */
export function judgementIn(value: unknown): Judgement {
  const is = typeof value === 'object' && value !== null && 'verdict' in value && 'diagnoses' in value
  return is ? (value as Judgement) : received('a judgement: await server.judge()', value)
}

/** The judgement in words, from its own transcript when it has one. */
export function wordsOf(judgement: Judgement & { explain?: () => string }): string {
  return judgement.explain ? judgement.explain() : explain(judgement)
}
