// The files of a saved run: their names, and what stands in those that tell of the others.
import type { ShownCertificate } from '../transcript/contracts.ts'
import type { TlsaRecord } from '../transcript/tlsa.ts'

export const VERSION = 1

/** Written last: with it the folder is whole. */
export const RUN_FILE = 'run.json'
export const SERVER_FILE = 'server.json'
export const TRANSCRIPT_FILE = 'transcript.ndjson'
export const AUTHORITY_FILE = 'ca.pem'
export const JUDGEMENTS_FILE = 'judgements.json'

/** What `run.json` holds. */
export interface RunFile {
  version: typeof VERSION
  /** Folders of the servers, in the order of the command line. */
  servers: string[]
}

/** What `server.json` holds, in the folder of one server. */
export interface ServerFile {
  version: typeof VERSION
  /** From 1, in the order of the command line. */
  number: number
  /** Number of the server that sends its mail on to this one. */
  hopOf: number | null
  scenario: string
  title: string
  hosts: string[]
  port: number
  /** What the server calls itself. */
  hostname: string
  /** ISO 8601: when `atMs` of the events was 0. */
  startedAt: string
  policy: string
  /** Why it could not be served; null when it was. */
  skipped: string | null
  /** For the key exchange, as the scenario names them. */
  groups: string[]
  /** Without port checks. */
  sessions: number
  durationMs: number
  /** Oldest first: `messages/ID.eml`. */
  messages: { id: string; bytes: number }[]
  /** What a domain would publish for this server. */
  tlsa: TlsaRecord[]
  certificates: (Pick<ShownCertificate, 'session' | 'by'> & { file: string })[]
}

/** `1-healthy`. */
export function serverFolder(number: number, scenario: string): string {
  return `${number}-${scenario}`
}

export function messageFile(id: string): string {
  return `messages/${id}.eml`
}
