// Messages of clients that log in, by the version of TLS that carried them, as the provider's report of SMTP AUTH counts them.
import { versionWords } from '../../scenario/words.ts'
import { percent } from '../../transcript/summary.ts'
import {
  type Chart,
  counted,
  type Figures,
  grouped,
  sessionsOf,
  type Table,
  type Tone,
  trafficNotes,
} from './figures.ts'
import { figureReports } from './figures-report.ts'
import { type Connection, type Login, type MailTry, type Traffic, takenIn } from './traffic.ts'

export const smtpAuthClientsReports = figureReports({
  name: 'smtp-auth-clients',
  title: 'SMTP AUTH clients',
  doc: 'Messages of clients that logged in, by version of TLS, and their logins',
  count: countAuthClients,
})

export function countAuthClients(traffic: Traffic): Figures {
  const taken = takenIn(traffic.connections)
  const own = taken.filter(({ user }) => user !== null)
  const others = taken.filter(({ user }) => user === null)
  const clients = grouped(own, ({ user, connection }) => JSON.stringify([user, connection.from]))
  return {
    sentence: sentenceOf(own),
    notes: [
      ...(others.length > 0
        ? [
            `${counted(others.length, 'message')} came without a login (sessions ${sessionsOf(
              others.map(({ connection }) => connection),
            )
              .slice(0, 20)
              .map(({ server, session }) => `${server}/${session}`)
              .join(
                ' ',
              )}${others.length > 20 ? ' ...' : ''}); inbound-messages counts such mail, and this report does not.`,
          ]
        : []),
      'A login that was refused has sent nothing: it is in the table of logins only.',
      ...trafficNotes(traffic),
    ],
    tables: [
      versions(own),
      {
        ...{ name: 'clients', title: 'By client and version', empty: 'No client that logged in has sent a message.' },
        columns: [
          { key: 'user', title: 'user', kind: 'text' },
          { key: 'source', title: 'source', kind: 'text' },
          VERSION,
          { key: 'messages', title: 'messages', kind: 'share' },
          SESSIONS,
        ],
        rows: [...clients.values()].flatMap((mails) =>
          byVersion(mails).map(([version, each]) => ({
            ...{ user: each[0]?.user ?? null, source: each[0]?.connection.from ?? null, version: words(version) },
            messages: { count: each.length, of: mails.length },
            sessions: sessionsOf(each.map(({ connection }) => connection)),
          })),
        ),
      },
      logins(traffic.connections),
    ],
    charts: [chartOf([...clients.values()])],
  }
}

const VERSION = { key: 'version', title: 'version', kind: 'text' } as const
const SESSIONS = { key: 'sessions', title: 'sessions', kind: 'sessions' } as const

/** Oldest first; null is none. */
const ORDER: readonly (string | null)[] = [null, 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'unknown']

function versionOf({ secured, connection }: MailTry): string | null {
  return secured ? (connection.secured?.version ?? 'unknown') : null
}

function byVersion(mails: readonly MailTry[]): [string | null, MailTry[]][] {
  return ORDER.flatMap((version): [string | null, MailTry[]][] => {
    const own = mails.filter((mail) => versionOf(mail) === version)
    return own.length > 0 ? [[version, own]] : []
  })
}

function words(version: string | null): string {
  return version === null ? 'in clear' : versionWords(version)
}

function versions(own: readonly MailTry[]): Table {
  return {
    ...{ name: 'versions', title: 'By version', empty: 'No client that logged in has sent a message.' },
    columns: [VERSION, { key: 'messages', title: 'messages', kind: 'share' }, SESSIONS],
    rows: byVersion(own).map(([version, each]) => ({
      version: words(version),
      messages: { count: each.length, of: own.length },
      sessions: sessionsOf(each.map(({ connection }) => connection)),
    })),
  }
}

function logins(connections: readonly Connection[]): Table {
  const all = connections.flatMap((connection) => connection.logins.map((login) => ({ login, connection })))
  const version = ({ login, connection }: { login: Login; connection: Connection }) =>
    login.secured ? (connection.secured?.version ?? null) : null
  const groups = grouped(all, (each) => JSON.stringify([each.login.user, each.connection.from, version(each)]))
  return {
    ...{ name: 'logins', title: 'Logins', empty: 'Nobody has tried to log in.' },
    columns: [
      { key: 'user', title: 'user', kind: 'text' },
      { key: 'source', title: 'source', kind: 'text' },
      VERSION,
      { key: 'accepted', title: 'accepted', kind: 'count' },
      { key: 'refused', title: 'refused', kind: 'count' },
      { key: 'refusals', title: 'with the words', kind: 'lines' },
      SESSIONS,
    ],
    rows: [...groups.values()].map((own) => {
      const refused = own.filter(({ login }) => !login.accepted)
      const [first] = own
      return {
        ...{ user: first?.login.user ?? null, source: first?.connection.from ?? null },
        version: first ? words(version(first)) : null,
        ...{ accepted: own.length - refused.length, refused: refused.length },
        refusals: [...new Set(refused.map(({ login }) => login.reply ?? 'no reply'))].join('\n') || null,
        sessions: sessionsOf(own.map(({ connection }) => connection)),
      }
    }),
  }
}

/** As the provider says it: `361 messages sent, 15% by TLS 1.0, 85% by TLS 1.2`. */
function sentenceOf(own: readonly MailTry[]): string {
  if (own.length === 0) return 'No client that logged in has sent a message.'
  const shares = byVersion(own).map(([version, each]) => {
    const how = version === null ? 'in clear' : `by ${versionWords(version)}`
    return `${percent(each.length, own.length)} ${how}`
  })
  return `${counted(own.length, 'message')} sent, ${shares.join(', ')}.`
}

function chartOf(clients: readonly MailTry[][]): Chart {
  const used = byVersion(clients.flat()).map(([version]) => version)
  return {
    title: 'Messages by client and version',
    parts: used.map((version) => ({ title: words(version), tone: toneOf(version) })),
    bars: clients.map((mails) => ({
      label: `${mails[0]?.user ?? ''} from ${mails[0]?.connection.from ?? ''}`,
      values: used.map((version) => mails.filter((mail) => versionOf(mail) === version).length),
      words: counted(mails.length, 'message'),
    })),
  }
}

function toneOf(version: string | null): Tone {
  if (version === null) return 'clear'
  if (version === 'SSLv3') return 'failed'
  return version === 'TLSv1' || version === 'TLSv1.1' ? 'old' : version === 'TLSv1.2' ? 'plain' : 'tls'
}
