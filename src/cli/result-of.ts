// What a run comes to: loaded at its end, since judging is no part of starting fast.
import type { ScenarioResult } from '../report/result.ts'
import type { Policy } from '../scenario/words.ts'
import { judge, nothing } from '../verdict/judge.ts'
import type { Played } from './played.ts'

/** Judges the first try at one server of a run; a skipped one is not judged. `hop`: what it relays to. */
export function resultOf({ scenario, server, report }: Played, hop: Played | null, policy: Policy): ScenarioResult {
  const base = {
    scenario: scenario.name,
    title: scenario.title ?? scenario.name,
    client: null,
    skipped: report.skipped,
    baseline: null,
  }
  if (!server) {
    return { ...base, judgement: nothing(policy, 'not-served-here', 'skipped'), sessions: 0, durationMs: 0, events: [] }
  }
  const { events } = report
  const sessions = server.sessions.filter(({ probe }) => !probe).length
  const judgement = judge({ scenario, transcript: events, policy })
  const startedAt = report.startedAt.toISOString()
  const secondHop = hop && { scenario: hop.scenario.name, events: hop.report.events }
  const durationMs = events.at(-1)?.atMs ?? 0
  return { ...base, judgement, sessions, durationMs, startedAt, events, ...(secondHop && { secondHop }) }
}
