// Plans a loaded scenario with what this version of the program offers.
import type { LoadedScenario } from './scenario/load.ts'
import { type Plan, planScenario } from './scenario/plan.ts'
import { NORMAL_REPLIES } from './smtp/replies.ts'
import { vocabulary } from './vocabulary.ts'

/** `seed` wins over the scenario's own. */
export function planOf(scenario: LoadedScenario, seed?: number): Plan {
  return planScenario(scenario, { normalReplies: NORMAL_REPLIES, suiteVersions: vocabulary.suiteVersions, seed })
}
