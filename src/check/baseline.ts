// What is known and accepted of a client: a change either way is told.
import type { KnownResult, ScenarioResult } from '../report/result.ts'
import { isMapping } from '../scenario/shape.ts'

export interface Baseline {
  version: 1
  policy: string
  results: Record<string, KnownResult>
}

/** A file that is no baseline; says what is wrong and the next step. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError'
}

export function baselineOf(results: readonly ScenarioResult[], policy: string): Baseline {
  return {
    version: 1,
    policy,
    results: Object.fromEntries(results.map((result) => [result.scenario, knownOf(result)])),
  }
}

/** The results with how each stands to what is known. Scenarios that were not run are left alone. */
export function againstBaseline(baseline: Baseline, results: readonly ScenarioResult[]): ScenarioResult[] {
  return results.map((result) => {
    const known = Object.hasOwn(baseline.results, result.scenario) ? (baseline.results[result.scenario] ?? null) : null
    const { verdict, outcome, leak } = knownOf(result)
    const same = known && known.verdict === verdict && known.outcome === outcome && known.leak === leak
    return { ...result, baseline: { state: same ? 'accepted' : 'changed', known } }
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

function knownOf({ judgement: { verdict, outcome, leak } }: ScenarioResult): KnownResult {
  return { verdict, outcome, leak }
}
