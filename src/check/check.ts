// One client through many scenarios: the control first, then several at once, results in the order asked for.
import type { ScenarioResult } from '../report/result.ts'
import type { LoadedScenario } from '../scenario/load.ts'
import type { Judgement } from '../verdict/judgement.ts'
import { type CheckContext, checkScenario } from './check-scenario.ts'

export interface CheckOptions extends CheckContext {
  scenarios: readonly LoadedScenario[]
  /** The healthy scenario; null leaves the control out. */
  control: LoadedScenario | null
  /** How many clients run at the same time. */
  jobs: number
  /** Told of each result as it comes. */
  onResult(result: ScenarioResult, done: number): void
}

export interface CheckOutcome {
  control: ScenarioResult | null
  /** In the order of the scenarios; only those that were done when the user wanted the end. */
  results: ScenarioResult[]
}

/** Throws ClientNotStarted when the command cannot be run at all. */
export async function check(options: CheckOptions): Promise<CheckOutcome> {
  const { scenarios, jobs, onResult, signal } = options
  const control = options.control ? await checkScenario(options.control, { ...options, repeat: 1 }, null) : null
  const judgement: Judgement | null = control?.judgement ?? null
  const results: (ScenarioResult | undefined)[] = scenarios.map(() => undefined)
  const left = [...scenarios.entries()]
  let done = 0
  const work = async () => {
    while (!signal?.aborted) {
      const [at, scenario] = left.shift() ?? []
      if (at === undefined || !scenario) return
      const result = await checkScenario(scenario, options, judgement)
      if (signal?.aborted) return
      results[at] = result
      onResult(result, ++done)
    }
  }
  const workers = Array.from({ length: Math.min(jobs, scenarios.length) }, work)
  try {
    await Promise.all(workers)
  } catch (error) {
    // The others find nothing more to do; their clients are not left alone.
    left.length = 0
    await Promise.allSettled(workers)
    throw error
  }
  return { control, results: results.filter((result) => result !== undefined) }
}

/** The n-th part of the scenarios, `index` from 1: they are dealt out in turn, so that like ones spread. */
export function shardOf<T>(all: readonly T[], { index, count }: { index: number; count: number }): T[] {
  return all.filter((_, at) => at % count === index - 1)
}
