// A scenario told to people who choose one: the server in plain words, the path, what a right client does.
import { planOf } from './plan-of.ts'
import { describeServer } from './scenario/describe.ts'
import type { LoadedScenario } from './scenario/load.ts'
import { policySourceWords } from './scenario/score.ts'
import type { TlsPlan } from './scenario/server-plan.ts'
import { type Outcome, POLICIES, type Policy, RELAY_TLS_DEFAULT, relayWords } from './scenario/words.ts'
import { chooseLayer } from './tls/engines.ts'

/** One server of a scenario, and for whom it is. */
export interface ServerStory {
  /** Source addresses in words; null: for all others. */
  from: string | null
  /** One sentence a line. */
  lines: string[]
}

export interface ScenarioStory {
  /** `host:port` of a real server behind the path; null: the servers below are played. */
  upstream: string | null
  servers: ServerStory[]
  /** The second server that accepted mail is sent on to, and how; null: none. */
  relay: { scenario: string; how: string } | null
  /** Names of the steps between client and server, in order. */
  path: string[]
  /** What becomes of the mail of a right client, by policy: which outcomes, and what each is worth. */
  rightClient: Record<Policy, { outcome: Outcome; verdict: string }[]>
  /** Whether the TLS engine is the one that protects nothing. */
  scriptedTls: boolean
}

export function storyOf(scenario: LoadedScenario): ScenarioStory {
  const { upstream, servers, path } = planOf(scenario)
  const expected = (policy: Policy) =>
    Object.entries(scenario.expect?.outcomes[policy] ?? { encrypted: 'pass' }).map(([outcome, verdict]) => ({
      outcome: outcome as Outcome,
      verdict,
    }))
  return {
    upstream: upstream ? `${upstream.host}:${upstream.port}` : null,
    servers: servers.map((server, at) => {
      const from = scenario.server?.policies?.[at - 1]?.from
      return { from: from ? policySourceWords(from) : null, lines: describeServer(server, scenario.persona) }
    }),
    relay: scenario.next && { scenario: scenario.next.name, how: relayWords(scenario.relay?.tls ?? RELAY_TLS_DEFAULT) },
    path: path.map(({ step }) => step),
    rightClient: Object.fromEntries(
      POLICIES.map((policy) => [policy, expected(policy)]),
    ) as ScenarioStory['rightClient'],
    scriptedTls: servers.some(({ tls }) => isScripted(tls)),
  }
}

function isScripted(tls: TlsPlan): boolean {
  if (tls.mode === 'off') return false
  const choice = chooseLayer(tls)
  return 'layer' in choice && choice.layer.name === 'scripted'
}

/** Whether all the words stand in what a scenario says of itself. */
export function isAbout(scenario: LoadedScenario, words: readonly string[]): boolean {
  const { name, title = '', summary = '', sources = [], tags = [] } = scenario
  const text = [name, title, summary, ...sources, ...tags].join('\n').toLowerCase()
  return words.every((word) => text.includes(word.toLowerCase()))
}

/** How many scenarios have each tag, the most first. */
export function tagCounts(scenarios: readonly LoadedScenario[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const tag of scenarios.flatMap(({ tags = [] }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count)
}
