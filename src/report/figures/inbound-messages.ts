// Messages by connector and period, with TLS and without, as the provider's report for a connector counts them.
import {
  type Cell,
  type Chart,
  type Column,
  counted,
  type Figures,
  grouped,
  sessionsOf,
  shareWords,
  type Table,
  trafficNotes,
} from './figures.ts'
import { figureReports } from './figures-report.ts'
import { dateOf, type MailTry, type Traffic, takenIn } from './traffic.ts'

export const inboundMessagesReports = figureReports({
  name: 'inbound-messages',
  title: 'Inbound messages',
  doc: 'Messages with TLS and without, by connector (each scenario is one), by day and by hour',
  count: countInbound,
})

export function countInbound(traffic: Traffic): Figures {
  const taken = takenIn(traffic.connections)
  const connectors = grouped(taken, ({ connection }) => connection.scenario)
  const hours = byPeriod(connectors, 'hour')
  return {
    sentence: sentenceOf(taken),
    notes: [
      'A message counts where it was taken, by how its content travelled. "logged in" are those that smtp-auth-clients counts.',
      'Days and hours are those of UTC; where nobody knows when the server started, they count from its start.',
      ...trafficNotes(traffic),
    ],
    tables: [
      tableOf('connectors', 'By connector', [], rowsOf(connectors)),
      tableOf('days', 'By connector and day', [DAY], byPeriod(connectors, 'day')),
      tableOf('hours', 'By connector and hour', [HOUR], hours),
    ],
    charts: [chartOf(hours)],
  }
}

interface Row {
  connector: string
  period: string
  own: readonly MailTry[]
}

const DAY: Column = { key: 'day', title: 'day', kind: 'text' }
const HOUR: Column = { key: 'hour', title: 'hour', kind: 'text' }

function rowsOf(connectors: ReadonlyMap<string, MailTry[]>): Row[] {
  return [...connectors].map(([connector, own]) => ({ connector, period: '', own }))
}

function byPeriod(connectors: ReadonlyMap<string, MailTry[]>, period: 'day' | 'hour'): Row[] {
  return [...connectors].flatMap(([connector, own]) =>
    [...grouped(own, (mail) => periodOf(mail, period))]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([name, each]) => ({ connector, period: name, own: each })),
  )
}

/** `2026-11-23`, `2026-11-23 04:00`; else `day 1`, `hour 1`. */
function periodOf({ connection, acceptedAtMs }: MailTry, period: 'day' | 'hour'): string {
  const atMs = acceptedAtMs ?? 0
  const iso = dateOf(connection, atMs)?.toISOString()
  if (iso !== undefined) return period === 'day' ? iso.slice(0, 10) : `${iso.slice(0, 13).replace('T', ' ')}:00`
  return `${period} ${Math.floor(atMs / (period === 'day' ? 86_400_000 : 3_600_000)) + 1}`
}

function tableOf(name: string, title: string, period: readonly Column[], rows: readonly Row[]): Table {
  return {
    ...{ name, title, empty: 'No message was taken.' },
    columns: [
      { key: 'connector', title: 'connector', kind: 'text' },
      ...period,
      { key: 'messages', title: 'messages', kind: 'count' },
      { key: 'withTls', title: 'with TLS', kind: 'share' },
      { key: 'oldTls', title: 'of these below TLS 1.2', kind: 'share' },
      { key: 'withoutTls', title: 'without TLS', kind: 'share' },
      { key: 'loggedIn', title: 'logged in', kind: 'share' },
      { key: 'sessions', title: 'sessions', kind: 'sessions' },
      { key: 'sessionsWithoutTls', title: 'sessions without TLS', kind: 'sessions' },
    ],
    rows: rows.map(({ connector, period: name, own }) => ({
      connector,
      ...Object.fromEntries(period.map(({ key }): [string, Cell] => [key, name])),
      ...figuresOf(own),
    })),
  }
}

function figuresOf(own: readonly MailTry[]): Record<string, Cell> {
  const secured = own.filter((mail) => mail.secured)
  const inClear = own.filter((mail) => !mail.secured)
  const old = secured.filter(({ connection }) => OLD.has(connection.secured?.version ?? ''))
  return {
    messages: own.length,
    withTls: { count: secured.length, of: own.length },
    oldTls: { count: old.length, of: secured.length },
    withoutTls: { count: inClear.length, of: own.length },
    loggedIn: { count: own.filter(({ user }) => user !== null).length, of: own.length },
    sessions: sessionsOf(own.map(({ connection }) => connection)),
    sessionsWithoutTls: sessionsOf(inClear.map(({ connection }) => connection)),
  }
}

/** A provider may well count these as none (RFC 8996). */
const OLD: ReadonlySet<string> = new Set(['SSLv3', 'TLSv1', 'TLSv1.1'])

function sentenceOf(taken: readonly MailTry[]): string {
  if (taken.length === 0) return 'No message was taken.'
  const inClear = taken.filter(({ secured }) => !secured).length
  return `${counted(taken.length, 'message')}, ${shareWords({ count: inClear, of: taken.length })} without TLS.`
}

function chartOf(rows: readonly Row[]): Chart {
  return {
    title: 'Messages by connector and hour',
    parts: [
      { title: 'with TLS', tone: 'tls' },
      { title: 'without TLS', tone: 'clear' },
    ],
    bars: rows.map(({ connector, period, own }) => {
      const secured = own.filter((mail) => mail.secured).length
      const label = `${connector}, ${period}`
      return { label, values: [secured, own.length - secured], words: counted(own.length, 'message') }
    }),
  }
}
