// `relay`: the scenario of the second server, and what it must not be.
import { dirname } from 'node:path'
import { fileOf, isPath, nameOf } from './catalogue.ts'
import { located } from './located.ts'
import { fileIdentity, type ReadOptions } from './read-source.ts'
import { ScenarioError } from './scenario-error.ts'
import type { Scenario } from './schema.ts'
import type { Problem } from './shape.ts'
import type { Source } from './yaml-file.ts'

type Named = Scenario & { name: string }

/**
 * Loads the scenario that `relay.scenario` of the first in this chain names. Rejects with a ScenarioError: it does not
 * exist, it has mistakes of its own, it would go round in a circle, on to a third server, or to a real one.
 */
export async function loadNext<Loaded extends Named>(
  reference: string,
  chain: readonly Source[],
  { catalogue }: ReadOptions,
  load: (file: string) => Promise<Loaded>,
): Promise<Loaded> {
  const refuse = (problem: Omit<Problem, 'path'>): never => {
    throw new ScenarioError(located([{ ...problem, path: ['relay', 'scenario'] }], chain))
  }
  const holder = chain.find((source) => source.place(['relay', 'scenario']))
  const file = fileOf(reference, catalogue, holder?.file == null ? undefined : dirname(holder.file))
  const own = chain[0]?.file ?? null
  if (own !== null && fileIdentity(own) === fileIdentity(file)) {
    return refuse({
      code: 'SCENARIO_RELAY_LOOP',
      found: `it relays to itself: ${nameOf(own)} -> ${nameOf(file)}`,
      expected: 'another scenario',
    })
  }
  const next = await load(file).catch((error: unknown) => {
    const missing = error instanceof ScenarioError ? error.problems.find((each) => isMissing(each, file)) : undefined
    if (!missing) throw error
    return refuse({
      code: 'SCENARIO_RELAY_NOT_FOUND',
      found: `"${reference}" does not exist`,
      expected: isPath(reference) ? `the file ${file}` : 'a name of the catalogue, or a path relative to this file',
      ...(missing.didYouMean !== undefined && { didYouMean: missing.didYouMean }),
    })
  })
  if (next.relay) {
    return refuse({
      code: 'SCENARIO_RELAY_TOO_FAR',
      found: `${next.name} relays to ${next.relay.scenario}, and there are two hops only`,
      expected: 'a scenario without relay',
      hint: 'Where it comes from `extends`, `relay: null` in that scenario takes it away.',
    })
  }
  if (next.upstream) {
    return refuse({
      code: 'SCENARIO_RELAY_NOT_PLAYED',
      found: `${next.name} is a real server (upstream), which must not get mail of a test`,
      expected: 'a scenario with a played server',
    })
  }
  return next
}

function isMissing({ code, file: where, line }: ScenarioError['problems'][number], file: string): boolean {
  return code === 'SCENARIO_NOT_FOUND' && line === 0 && where !== null && fileIdentity(where) === fileIdentity(file)
}
