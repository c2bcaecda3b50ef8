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

export interface ScenarioResult {
  scenario: string
  title: string
  judgement: Judgement
  /** Null when no command was launched. */
  client: ClientRun | null
  /** Sessions without port checks. */
  sessions: number
  durationMs: number
  /** Empty when the result was read from a file. */
  events: readonly TranscriptEvent[]
  /** Why the scenario could not be served here. */
  skipped: string | null
}

/** The JSON document of `simulate check` (a contract: docs/reference/command-line.md). */
export interface ResultDocument {
  version: 1
  results: ResultEntry[]
}

export interface ResultEntry extends Omit<Judgement, 'confirmed'> {
  scenario: string
  confirmed: boolean
  client: Omit<ClientRun, 'output'> | null
  sessions: number
  durationMs: number
}

export function toDocument(results: readonly ScenarioResult[]): ResultDocument {
  return {
    version: 1,
    results: results.map(({ scenario, judgement, client, sessions, durationMs }) => ({
      scenario,
      ...judgement,
      client: client && { exit: client.exit, signal: client.signal, says: client.says },
      sessions,
      durationMs,
    })),
  }
}
