// Exit codes: a contract that scripts rely on (docs/reference/command-line.md).

import type { BaselineStanding } from '../report/result.ts'
import type { Verdict } from '../verdict/judgement.ts'

export const EXIT = {
  pass: 0,
  'client-failed': 1,
  usage: 2,
  environment: 3,
  inconclusive: 4,
  bug: 70,
  /** Only of `simulate send`: what a client command tells `check` when it is asked for what it cannot do. */
  cannot: 89,
} as const

export type ExitName = keyof typeof EXIT

const ORDER: readonly ExitName[] = ['bug', 'usage', 'client-failed', 'environment', 'inconclusive', 'pass']

/** The exit of several results together: the worst in the order of the contract. */
export function worstExit(results: readonly ExitName[]): ExitName {
  return ORDER.find((name) => results.includes(name)) ?? 'pass'
}

/**
 * The exit of judged results: pass and warn are right; a skipped one counts only if nothing else ran. Where there is a
 * baseline it is what counts.
 */
export function exitOf(
  results: readonly { judgement: { verdict: Verdict }; baseline: BaselineStanding | null }[],
): ExitName {
  const told = results.filter(({ judgement, baseline }) => baseline || judgement.verdict !== 'skipped')
  if (told.length === 0) return 'environment'
  return worstExit(
    told.map(({ judgement, baseline }) => (baseline ? BY_BASELINE[baseline.state] : BY_VERDICT[judgement.verdict])),
  )
}

const BY_BASELINE: Readonly<Record<BaselineStanding['state'], ExitName>> = {
  accepted: 'pass',
  changed: 'client-failed',
}

const BY_VERDICT: Readonly<Record<Verdict, ExitName>> = {
  pass: 'pass',
  warn: 'pass',
  fail: 'client-failed',
  inconclusive: 'inconclusive',
  skipped: 'environment',
}

/** A wrong command line; shown with a pointer to the help, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
