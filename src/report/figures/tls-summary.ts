// Connections by TLS, as the report "TLS Connections" of Cisco's appliances gives them; and what became of those that failed.
import { versionWords } from '../../scenario/words.ts'
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
import { Returns } from './returns.ts'
import { type Connection, domainOf, type Traffic, takenIn } from './traffic.ts'

export const tlsSummaryReports = figureReports({
  name: 'tls-summary',
  title: 'TLS connections',
  doc: 'Connections with TLS, in clear and failed, by domain, source, version and suite, and what came after a failure',
  count: countTls,
})

/** What a client did after TLS had failed for it. */
export interface Fate {
  failed: Connection
  fate: 'in clear' | 'by TLS' | 'not delivered'
  /** Where it delivered then: a later connection, or the same one. */
  delivery: Connection | null
}

/**
 * Pairs each failure with the next connection of the same client in which a mail was taken: the same one, where it went
 * on in clear. Several failures may have led to one delivery, as where a client tries older versions first.
 */
export function fatesOf(connections: readonly Connection[]): Fate[] {
  const failures = connections.filter(({ tls }) => tls === 'failed')
  const fates = new Map(failures.map((failed) => [failed, { failed, fate: 'not delivered', delivery: null } as Fate]))
  const returns = new Returns(failures)
  const inOrder = [...connections].sort((a, b) => a.openedAtMs - b.openedAtMs || a.session - b.session)
  for (const delivery of inOrder) {
    const [taken] = takenIn([delivery])
    if (!taken) continue
    for (const failed of [delivery, ...returns.take(delivery)]) {
      const fate = fates.get(failed)
      if (fate?.delivery === null) Object.assign(fate, { delivery, fate: taken.secured ? 'by TLS' : 'in clear' })
    }
  }
  return [...fates.values()]
}

export function countTls(traffic: Traffic): Figures {
  const { connections } = traffic
  const fates = new Map(fatesOf(connections).map((fate) => [fate.failed, fate]))
  const row = (own: readonly Connection[]) => figuresOf(own, fates)
  /** Where a connection failed before it named a mail, that of the client's return is what it was about. */
  const domains = (side: 'sender' | 'recipients') => {
    const pairs = connections.flatMap((connection) => {
      const own = domainsIn(connection, side)
      const names = own.length > 0 ? own : domainsIn(fates.get(connection)?.delivery, side)
      return (names.length > 0 ? names : [NONE]).map((name) => ({ name, connection }))
    })
    return byCount(grouped(pairs, ({ name }) => name)).map(([name, group]): Group => {
      return { name, own: group.map(({ connection }) => connection) }
    })
  }
  const table = (name: string, title: string, first: Omit<Column, 'kind'>, groups: readonly Group[]): Table => ({
    ...{ name, title, empty: 'none' },
    columns: [{ ...first, kind: 'text' }, ...COLUMNS],
    rows: groups.map(({ name, own }) => ({ [first.key]: name, ...row(own) })),
  })
  const recipients = domains('recipients')
  const sources = byCount(grouped(connections, ({ from }) => from)).map(([name, own]) => ({ name, own }))
  return {
    sentence: sentenceOf(connections, [...fates.values()]),
    notes: [
      'A connection to several domains stands in the row of each.',
      'Failed: TLS was begun, and no command came inside it. A client that came back is the same source address with the same name in EHLO; what counts is its next delivery.',
      ...trafficNotes(traffic),
    ],
    tables: [
      table('recipient-domains', 'By domain of the recipients', RECIPIENT, recipients),
      table('sender-domains', 'By domain of the sender', SENDER, domains('sender')),
      table('sources', 'By source address', SOURCE, sources),
      suites(connections),
      failures([...fates.values()]),
    ],
    charts: [
      chart('Connections by domain of the recipients', recipients),
      chart('Connections by source address', sources),
    ],
  }
}

const NONE = '(none told)'
const RECIPIENT = { key: 'recipientDomain', title: 'recipient domain' }
const SENDER = { key: 'senderDomain', title: 'sender domain' }
const SOURCE = { key: 'source', title: 'source' }

const COLUMNS: Table['columns'] = [
  { key: 'connections', title: 'connections', kind: 'count' },
  { key: 'tls', title: 'TLS', kind: 'share' },
  { key: 'inClear', title: 'in clear', kind: 'share' },
  { key: 'failed', title: 'failed', kind: 'share' },
  { key: 'failedThenInClear', title: 'failed, then delivered in clear', kind: 'share' },
  { key: 'messages', title: 'messages', kind: 'count' },
  { key: 'messagesInClear', title: 'messages in clear', kind: 'share' },
  { key: 'sessions', title: 'sessions', kind: 'sessions' },
]

interface Group {
  name: string
  own: readonly Connection[]
}

function figuresOf(own: readonly Connection[], fates: ReadonlyMap<Connection, Fate>): Record<string, Cell> {
  const all = own.length
  const count = (tls: Connection['tls']) => own.filter((each) => each.tls === tls).length
  const failed = count('failed')
  const messages = takenIn(own)
  return {
    connections: all,
    tls: { count: count('tls'), of: all },
    inClear: { count: count('in-clear'), of: all },
    failed: { count: failed, of: all },
    failedThenInClear: { count: own.filter((each) => fates.get(each)?.fate === 'in clear').length, of: failed },
    messages: messages.length,
    messagesInClear: { count: messages.filter(({ secured }) => !secured).length, of: messages.length },
    sessions: sessionsOf(own),
  }
}

function domainsIn(connection: Connection | null | undefined, side: 'sender' | 'recipients'): string[] {
  const addresses = (connection?.tries ?? []).flatMap((each) => each[side])
  return [...new Set(addresses.map((address) => domainOf(address) ?? (address === '' ? '<>' : NONE)))]
}

/** The largest first. */
function byCount<T>(groups: ReadonlyMap<string, T[]>): [string, T[]][] {
  return [...groups].sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))
}

function suites(connections: readonly Connection[]): Table {
  const secured = connections.filter((each) => each.tls === 'tls')
  const groups = byCount(grouped(secured, (each) => `${each.secured?.version ?? ''} ${each.secured?.suite ?? ''}`))
  return {
    ...{ name: 'suites', title: 'By version and suite', empty: 'none' },
    columns: [
      { key: 'version', title: 'version', kind: 'text' },
      { key: 'suite', title: 'suite', kind: 'text' },
      { key: 'bits', title: 'bits', kind: 'count' },
      { key: 'withTls', title: 'connections with TLS', kind: 'share' },
      { key: 'messages', title: 'messages', kind: 'count' },
      { key: 'sessions', title: 'sessions', kind: 'sessions' },
    ],
    rows: groups.map(([, own]) => {
      const { version, suite, bits } = own[0]?.secured ?? {}
      return {
        version: version === undefined ? 'not seen' : versionWords(version),
        suite: suite ?? 'not seen',
        bits: bits ?? null,
        withTls: { count: own.length, of: secured.length },
        messages: takenIn(own).filter((each) => each.secured).length,
        sessions: sessionsOf(own),
      }
    }),
  }
}

function failures(fates: readonly Fate[]): Table {
  return {
    ...{ name: 'failures', title: 'TLS failed, and then', empty: 'TLS never failed.' },
    columns: [
      { key: 'source', title: 'source', kind: 'text' },
      { key: 'client', title: 'client', kind: 'text' },
      { key: 'failure', title: 'why TLS failed', kind: 'lines' },
      { key: 'fate', title: 'then delivered', kind: 'text' },
      { key: 'afterMs', title: 'after', kind: 'ms' },
      { key: 'sessions', title: 'sessions', kind: 'sessions' },
    ],
    rows: fates.map(({ failed, fate, delivery }) => {
      const [taken] = delivery ? takenIn([delivery]) : []
      return {
        ...{ source: failed.from, client: failed.helo, failure: failed.failure?.words ?? null, fate },
        afterMs: taken ? (taken.acceptedAtMs ?? 0) - (failed.failure?.atMs ?? 0) : null,
        sessions: sessionsOf(delivery ? [failed, delivery] : [failed]),
      }
    }),
  }
}

function sentenceOf(connections: readonly Connection[], fates: readonly Fate[]): string {
  const all = connections.length
  if (all === 0) return 'No client has connected.'
  const count = (tls: Connection['tls']) => ({ count: connections.filter((each) => each.tls === tls).length, of: all })
  const whole = `${counted(all, 'connection')}: ${shareWords(count('tls'))} by TLS, ${shareWords(count('in-clear'))} in clear, ${shareWords(count('failed'))} failed.`
  if (fates.length === 0) return whole
  const inClear = fates.filter(({ fate }) => fate === 'in clear')
  const after = `${whole} After ${inClear.length} of ${counted(fates.length, 'failure')} the same client delivered in clear`
  const deliveries = new Set(inClear.map(({ delivery }) => delivery)).size
  return inClear.length === 0 ? `${after}.` : `${after}, in ${counted(deliveries, 'connection')}.`
}

function chart(title: string, groups: readonly Group[]): Chart {
  const kinds: Connection['tls'][] = ['tls', 'in-clear', 'failed']
  return {
    title,
    parts: [
      { title: 'TLS', tone: 'tls' },
      { title: 'in clear', tone: 'clear' },
      { title: 'failed', tone: 'failed' },
    ],
    bars: groups.map(({ name, own }) => {
      const values = kinds.map((kind) => own.filter(({ tls }) => tls === kind).length)
      return { label: name, values, words: counted(own.length, 'connection') }
    }),
  }
}
