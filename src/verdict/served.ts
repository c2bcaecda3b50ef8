// What the scenario serves to the client that is judged: its policy of source addresses taken into account.

import type { LoadedScenario } from '../scenario/load.ts'
import { mergeKeys } from '../scenario/merge.ts'
import type { ServerKeys, TlsKeys } from '../scenario/schema.ts'
import type { TryView } from './try-view.ts'

/** The TLS keys that met the first session; an absent key has its default. */
export function tlsServed(scenario: LoadedScenario, first: TryView): TlsKeys {
  const { policies = [], scores: _, ...base } = scenario.server ?? {}
  const policy = policies[chosen(first) ?? -1]
  return (policy ? (mergeKeys(base, policy) as ServerKeys) : base).tls ?? {}
}

/** A policy picked the first session by its address, and the scenario offers STARTTLS to other addresses. */
export function offersStarttlsElsewhere(scenario: LoadedScenario, first: TryView): boolean {
  const policy = chosen(first)
  if (policy === null) return false
  const { policies = [], scores: _, ...base } = scenario.server ?? {}
  const others = policies.filter((_each, at) => at !== policy).map((each) => mergeKeys(base, each) as ServerKeys)
  return [base, ...others].some(offersStarttls)
}

function chosen(first: TryView): number | null {
  return first.sessions[0]?.first('policy.chosen')?.policy ?? null
}

function offersStarttls({ ehlo, tls = {} }: ServerKeys): boolean {
  const { mode = 'starttls', starttls } = tls
  if (mode !== 'starttls') return false
  return ehlo?.plain ? ehlo.plain.some((line) => /^STARTTLS\b/i.test(line)) : starttls?.offer !== false
}
