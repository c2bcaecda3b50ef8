// The contract of a report format: one file each, fed as things happen.
import type { LoadedScenario } from '../scenario/load.ts'
import type { ShownCertificate } from '../transcript/contracts.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { TlsaRecord } from '../transcript/tlsa.ts'
import type { ScenarioResult } from './result.ts'

/** One server of a run, as reports see it. */
export interface ServerReport {
  /** From 1, in the order of the command line; second servers of relays behind them. */
  number: number
  /** Number of the server that sends its mail on to this one; null: clients dial it. */
  hopOf: number | null
  scenario: Pick<LoadedScenario, 'name' | 'title'>
  /** Addresses that are listened on; empty when it was skipped. */
  hosts: readonly string[]
  port: number
  /** What the server calls itself, where no policy changes that. */
  hostname: string
  /** When `atMs` of the events was 0. */
  startedAt: Date
  /** Why it could not be served here. */
  skipped: string | null
  readonly events: readonly TranscriptEvent[]
  /** What both sides showed in handshakes, oldest first: there before the event that tells of it. */
  readonly certificates: readonly ShownCertificate[]
  /** Mail that was accepted, oldest first: there before the event that tells of it. */
  readonly messages: readonly { id: string; raw: Buffer }[]
  /** Groups for the key exchange that the scenario takes, the preferred one first; empty: the engine's own choice. */
  groups: readonly string[]
  policy: string
}

export interface Reporter {
  /** The port is open, or the scenario is skipped; once per server. */
  ready(server: ServerReport): void
  /** The certificate that clients have to trust, as PEM; once per server, before its first handshake ends. Absent: not needed. */
  authority?(server: ServerReport, certificatePem: string): void
  /** The TLSA records of its certificates; once per server that speaks TLS. Absent: not needed. */
  tlsa?(server: ServerReport, records: readonly TlsaRecord[]): void
  event(server: ServerReport, event: TranscriptEvent): void
  /** The run is over and judged; once per server that clients dial, in order. */
  done(server: ServerReport, result: ScenarioResult): void
}

export interface ReporterOutput {
  write(text: string): void
  /** Prose that must not mix with a report for programs. */
  aside(text: string): void
  colour: boolean
  /** How many servers the run has. */
  servers: number
}

export type OpenReporter = (output: ReporterOutput) => Reporter
