// What is known and accepted of a client: a change either way is told.
import type { ResultEntry } from '../report/result.ts'
import { isMapping } from '../scenario/shape.ts'

/** What a baseline keeps of one result. */
export interface BaselineEntry {
  verdict: string
  outcome: string
  leak: string
}

export interface Baseline {
  version: 1
  policy: string
  results: Record<string, BaselineEntry>
}

export interface BaselineChange {
  scenario: string
  /** Null: the scenario is not in the baseline. */
  known: BaselineEntry | null
  found: BaselineEntry
}

/** A file that is no baseline; says what is wrong and the next step. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError'
}

export function baselineOf(results: readonly ResultEntry[], policy: string): Baseline {
  return {
    version: 1,
    policy,
    results: Object.fromEntries(results.map((result) => [result.scenario, entryOf(result)])),
  }
}

/** Results that differ from what is known. Scenarios that were not run are left alone. */
export function changesFrom(baseline: Baseline, results: readonly ResultEntry[]): BaselineChange[] {
  return results.flatMap((result) => {
    const known = Object.hasOwn(baseline.results, result.scenario) ? (baseline.results[result.scenario] ?? null) : null
    const found = entryOf(result)
    const same =
      known && known.verdict === found.verdict && known.outcome === found.outcome && known.leak === found.leak
    return same ? [] : [{ scenario: result.scenario, known, found }]
  })
}

/** Reads the text of a baseline for a policy. Throws BaselineError. */
export function parseBaseline(text: string, file: string, policy: string): Baseline {
  const wrong = (what: string) => new BaselineError(`${file}: ${what}\n  Write it anew with --update-baseline.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw wrong(`this is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  if (!isMapping(value) || value.version !== 1 || !isMapping(value.results)) {
    throw wrong('expected {"version": 1, "policy": ..., "results": {...}}.')
  }
  if (value.policy !== policy)
    throw wrong(`it is for the policy ${JSON.stringify(value.policy)}, this run is for "${policy}".`)
  for (const [scenario, entry] of Object.entries(value.results)) {
    const usable = isMapping(entry) && ['verdict', 'outcome', 'leak'].every((key) => typeof entry[key] === 'string')
    if (!usable) throw wrong(`the entry "${scenario}" needs verdict, outcome and leak.`)
  }
  return value as unknown as Baseline
}

function entryOf({ verdict, outcome, leak }: ResultEntry): BaselineEntry {
  return { verdict, outcome, leak }
}
