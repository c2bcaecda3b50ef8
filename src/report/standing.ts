// How a result stands, in the words that all reports share.
import { type FailedExpectation, REASONS, type Verdict } from '../verdict/judgement.ts'
import type { KnownResult, ScenarioResult } from './result.ts'

/**
 * The verdict, and apart from it the pass that nobody has confirmed, the run in which the simulator itself broke, and
 * what a baseline makes of a verdict: a result that differs from it, and one that is no pass and is what it has.
 */
export type Standing = Verdict | 'unconfirmed' | 'bug' | 'changed' | 'accepted'

/** Worst first, as people want to read it. */
export const STANDINGS = [
  'bug',
  'fail',
  'changed',
  'inconclusive',
  'warn',
  'accepted',
  'unconfirmed',
  'pass',
  'skipped',
] as const

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  bug: 'bug of the simulator',
  fail: 'fail',
  changed: 'changed',
  inconclusive: 'inconclusive',
  warn: 'warn',
  accepted: 'accepted',
  unconfirmed: 'pass (unconfirmed)',
  pass: 'pass',
  skipped: 'skipped',
}

export function standingOf(result: ScenarioResult): Standing {
  if (simulatorBug(result) !== null) return 'bug'
  const { verdict, confirmed } = result.judgement
  const { state } = result.baseline ?? {}
  if (state === 'changed') return 'changed'
  if (state === 'accepted' && NO_PASS.includes(verdict)) return 'accepted'
  return verdict === 'pass' && !confirmed ? 'unconfirmed' : verdict
}

/** What a baseline has to accept. */
const NO_PASS: readonly Verdict[] = ['fail', 'inconclusive', 'warn']

/** The standing of one result in words: beside what a baseline makes of it, the verdict. */
export function standingWords(result: ScenarioResult): string {
  const standing = standingOf(result)
  const words = STANDING_WORDS[standing]
  return standing === 'changed' || standing === 'accepted' ? `${result.judgement.verdict} (${words})` : words
}

/** What the baseline has to do with the result; null where that is nothing. */
export function baselineWords(result: ScenarioResult): string | null {
  const { known } = result.baseline ?? {}
  const { verdict, outcome, leak } = result.judgement
  const told = (each: KnownResult) => `${each.verdict} (outcome ${each.outcome}, leak ${each.leak})`
  const now = told({ verdict, outcome, leak })
  const standing = standingOf(result)
  if (standing === 'accepted') return `accepted by the baseline: ${now}`
  if (standing !== 'changed') return null
  return known ? `was ${told(known)}, is ${now}` : `not in the baseline, is ${now}`
}

/** What broke in the simulator itself; null when nothing did. */
export function simulatorBug({ events }: ScenarioResult): string | null {
  const failed = events.find((event) => event.event === 'session.failed')
  return failed?.event === 'session.failed' ? failed.detail : null
}

/** Why there is no pass and no fail; null when there is one. */
export function reasonWords({ judgement, skipped }: ScenarioResult): string | null {
  return skipped ?? (judgement.reason === null ? null : REASONS[judgement.reason])
}

/** The shortest answer to "why": a stable word. Empty when there is nothing to say. */
export function leadingCause(result: ScenarioResult): string {
  return result.judgement.diagnoses[0]?.id ?? leadingFailure(result)?.id ?? result.judgement.reason ?? ''
}

/** The first that makes it fail, else the first that warns. */
export function leadingFailure({ judgement: { failed } }: ScenarioResult): FailedExpectation | null {
  return failed.find(({ verdict }) => verdict === 'fail') ?? failed[0] ?? null
}

/** One sentence for titles and messages. */
export function headline(result: ScenarioResult): string {
  const bug = simulatorBug(result)
  if (bug !== null) return `A bug of the simulator: ${bug.split('\n', 1)[0]}`
  const baseline = baselineWords(result)
  if (baseline !== null) return baseline
  const { diagnoses, outcome } = result.judgement
  const reason = reasonWords(result)
  if (reason !== null) return reason
  const first = leadingFailure(result)
  if (first) return `${first.id}: expected ${first.expected}, found ${first.found}`
  return diagnoses[0]?.cause ?? `outcome ${outcome}`
}

/** How many results stand how; those that occur, worst first. */
export function countStandings(results: readonly ScenarioResult[]): [standing: Standing, count: number][] {
  const counts = new Map<Standing, number>()
  for (const result of results) {
    const standing = standingOf(result)
    counts.set(standing, (counts.get(standing) ?? 0) + 1)
  }
  return STANDINGS.flatMap((standing) => {
    const count = counts.get(standing)
    return count === undefined ? [] : [[standing, count]]
  })
}

/** `9 scenarios: 2 fail, 6 pass, 1 skipped`. */
export function countWords(results: readonly ScenarioResult[]): string {
  const scenarios = `${results.length} scenario${results.length === 1 ? '' : 's'}`
  const counts = countStandings(results).map(([standing, count]) => `${count} ${STANDING_WORDS[standing]}`)
  return counts.length > 0 ? `${scenarios}: ${counts.join(', ')}` : scenarios
}

/** The whole in one sentence. */
export function verdictSentence(results: readonly ScenarioResult[]): string {
  const played = results.filter((result) => standingOf(result) !== 'skipped')
  const [worst] = countStandings(played)
  if (!worst) return results.length === 0 ? 'Nothing was run' : 'Every scenario was skipped'
  const [standing, count] = worst
  const sentence = SENTENCES[standing]
  if (sentence !== undefined)
    return `${results.length === 1 ? 'The scenario' : `${count} of ${results.length}`} ${sentence}`
  if (played.length < results.length) return `${played.length} of ${results.length} passed, the others were skipped`
  return results.length === 1 ? 'The scenario passed' : 'All scenarios passed'
}

const SENTENCES: Readonly<Partial<Record<Standing, string>>> = {
  bug: 'broke the simulator',
  fail: 'failed',
  changed: 'changed against the baseline',
  inconclusive: 'could not be judged',
  warn: 'passed with a warning',
  accepted: 'did what the baseline accepts',
}

/** What the control says about all that follows; null when there was none. */
export function controlWords(control: ScenarioResult | null | undefined): string | null {
  if (!control) return null
  const { outcome, reason } = control.judgement
  if (outcome === 'encrypted') return `${control.scenario}: encrypted. The client can deliver to a healthy server.`
  const why = reason === null ? '' : ` ${REASONS[reason]}`
  return `${control.scenario}: ${outcome}. The client could not deliver to the healthy server encrypted: that it delivers nothing elsewhere proves nothing.${why}`
}
