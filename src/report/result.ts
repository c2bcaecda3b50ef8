// One scenario, played and judged: what every report of a finished run is made from.

import type { TranscriptEvent } from '../transcript/events.ts'
import type { ClientReport, Judgement } from '../verdict/judgement.ts'

/** What the launched command did. */
export interface ClientRun {
  /** Null when a signal ended it, or it never started. */
  exit: number | null
  signal: string | null
  says: ClientReport['says']
  /** The end of what it printed, stdout and stderr as they came. */
  output: string
}

/** What a baseline keeps of one result. */
export interface KnownResult {
  verdict: string
  outcome: string
  leak: string
}

/** How a result stands to the baseline of its run. */
export interface BaselineStanding {
  /** `accepted`: it is what the baseline has; `changed`, for the worse or for the better: it is not. */
  state: 'accepted' | 'changed'
  /** Null: the baseline does not have this scenario. */
  known: KnownResult | null
}

/** What the second server of a relay heard: its client is the first one. */
export interface SecondHop {
  scenario: string
  events: readonly TranscriptEvent[]
}

export interface ScenarioResult {
  scenario: string
  title: string
  judgement: Judgement
  /** Null when no command was launched. */
  client: ClientRun | null
  /** Sessions without port checks. */
  sessions: number
  durationMs: number
  /** When the clock of its events was at 0, as ISO 8601; absent when nobody knows. */
  startedAt?: string
  /** Empty when the result was read from a file. */
  events: readonly TranscriptEvent[]
  /** Absent where the scenario does not relay. */
  secondHop?: SecondHop
  /** Why the scenario could not be served here. */
  skipped: string | null
  /** Null in a run without a baseline. */
  baseline: BaselineStanding | null
}

/** The JSON document of `simulate check` (a contract: docs/reference/command-line.md). */
export interface ResultDocument {
  version: 1
  results: ResultEntry[]
  /** Only of `--shard`: what `simulate merge` needs to make every report. */
  shard?: ShardPart
}

/** Which part of a check this is, and what reports show beside the results. */
export interface ShardPart {
  /** From 1. */
  index: number
  count: number
  /** How many scenarios it had: more than results when it was ended before its end. */
  scenarios: number
  policy: string
  /** The healthy run that came first in this part. */
  control: ScenarioResult | null
  /** In the order of the results. */
  runs: ShardRun[]
}

export interface ShardRun extends Pick<ScenarioResult, 'title' | 'events' | 'secondHop' | 'skipped' | 'startedAt'> {
  /** What the client printed; null when there was none. */
  output: string | null
}

export interface ResultEntry extends Omit<Judgement, 'confirmed'> {
  scenario: string
  confirmed: boolean
  client: Omit<ClientRun, 'output'> | null
  sessions: number
  durationMs: number
  /** Only in a run with a baseline. */
  baseline?: BaselineStanding
}

/** How the mail travelled, over both hops where it was sent on. */
export function outcomeWords({ outcome, onward }: Judgement): string {
  return onward ? `${outcome}, then ${onward.outcome}` : outcome
}

export function toDocument(results: readonly ScenarioResult[]): ResultDocument {
  return { version: 1, results: results.map(toEntry) }
}

/** The same for one part of a check. */
export function toShardDocument(
  results: readonly ScenarioResult[],
  { index, count, scenarios, policy, control }: Omit<ShardPart, 'runs'>,
): ResultDocument {
  const runs = results.map(({ title, startedAt, events, secondHop, skipped, client }) => ({
    ...{ title, ...(startedAt !== undefined && { startedAt }), skipped, events, ...(secondHop && { secondHop }) },
    output: client?.output ?? null,
  }))
  return { ...toDocument(results), shard: { index, count, scenarios, policy, control, runs } }
}

/** A result as it was before it became an entry; without a run of its shard it has no transcript. */
export function toResult(
  { scenario, client, sessions, durationMs, baseline, ...rest }: ResultEntry,
  run?: ShardRun,
): ScenarioResult {
  // A document from before there were relays has no word on it.
  const judgement = { ...rest, onward: rest.onward ?? null }
  return {
    scenario,
    title: run?.title ?? scenario,
    judgement,
    client: client && { ...client, output: run?.output ?? '' },
    sessions,
    durationMs,
    ...(run?.startedAt !== undefined && { startedAt: run.startedAt }),
    events: run?.events ?? [],
    ...(run?.secondHop && { secondHop: run.secondHop }),
    skipped: run ? run.skipped : judgement.verdict === 'skipped' ? (judgement.reason ?? 'skipped') : null,
    baseline: baseline ?? null,
  }
}

function toEntry({ scenario, judgement, client, sessions, durationMs, baseline }: ScenarioResult): ResultEntry {
  return {
    scenario,
    ...judgement,
    client: client && { exit: client.exit, signal: client.signal, says: client.says },
    sessions,
    durationMs,
    ...(baseline && { baseline }),
  }
}
