// What the reports in figures share: tables and a chart. Each report counts once; four formats write what it counted.
import { percent } from '../../transcript/summary.ts'
import type { SessionRef, Traffic } from './traffic.ts'

/** Part of a whole: both are shown, and the share in percent. */
export interface Share {
  count: number
  of: number
}

/** Null: there is nothing to tell. Sessions are those that the row counts. */
export type Cell = string | number | null | Share | readonly SessionRef[]

export interface Column {
  /** In JSON. */
  key: string
  /** For people, and in the head of CSV. */
  title: string
  /** `ms` is a number of milliseconds, `lines` text with a line for each thing told. */
  kind: 'text' | 'time' | 'lines' | 'count' | 'share' | 'ms' | 'sessions'
}

export interface Table {
  /** In JSON and CSV. */
  name: string
  title: string
  columns: readonly Column[]
  rows: readonly Readonly<Record<string, Cell>>[]
  /** What people read where it has no row. */
  empty: string
}

/** The look of a part of a bar: what it says of the mail. */
export type Tone = 'tls' | 'old' | 'clear' | 'failed' | 'plain'

/** Bars that lie, one below the other, each cut into its parts. */
export interface Chart {
  title: string
  /** One without a title needs no word. */
  parts: readonly { title: string; tone: Tone }[]
  bars: readonly { label: string; values: readonly number[]; words: string }[]
}

export interface Figures {
  /** The whole in one sentence. */
  sentence: string
  /** What the reader has to know of how it was counted. */
  notes: readonly string[]
  tables: readonly Table[]
  charts: readonly Chart[]
}

/** `3 (60%)`. */
export function shareWords({ count, of }: Share): string {
  return count === 0 || of === 0 ? String(count) : `${count} (${percent(count, of)})`
}

/** In percent with one digit; null of nothing. */
export function shareNumber({ count, of }: Share): number | null {
  return of === 0 ? null : Math.round((count / of) * 1000) / 10
}

export function isShare(cell: Cell): cell is Share {
  return typeof cell === 'object' && cell !== null && 'count' in cell
}

/** `1/3`: server 1, session 3. */
export function refWords({ server, session }: SessionRef): string {
  return `${server}/${session}`
}

/** In the unit that fits. */
export function durationWords(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`
}

/** `1 message`, `2 messages`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** What every report has to say of the transcripts that it was made from. */
export function trafficNotes({ probes, lost }: Traffic): string[] {
  return [
    ...(probes > 0 ? [`${counted(probes, 'port check')} without a byte from the client: not counted.`] : []),
    ...(lost > 0
      ? [`The transcript reached its cap and ${counted(lost, 'event')} are gone: what is counted is what is left.`]
      : []),
  ]
}

/** Sorts what is counted by a key; first come, first listed. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const known = groups.get(key)
    if (known) known.push(value)
    else groups.set(key, [value])
  }
  return groups
}

/** Each session once, in order. */
export function sessionsOf(refs: readonly SessionRef[]): SessionRef[] {
  const unique = new Map(refs.map(({ server, session }) => [refWords({ server, session }), { server, session }]))
  return [...unique.values()].sort((a, b) => a.server - b.server || a.session - b.session)
}
