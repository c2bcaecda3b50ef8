// The reports in figures against real clients: what they count is what was sent.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, linesOf, type Running, start } from '../cli/command.ts'
import { exits, opensslAt, requireClient } from './client.ts'
import { swaks } from './mailers.ts'
import { postfix } from './postfix/postfix.ts'

type Row = Record<string, unknown>

const REPORTS = ['tls-summary', 'inbound-messages', 'smtp-auth-clients', 'delays']

/** A run that writes each report as JSON, and how to read one when it is over. */
async function reporting(place: string, scenarios: readonly string[]) {
  const files = REPORTS.map((name) => join(place, `${name}.json`))
  const running = await start([
    ...[...scenarios, '--port', '0', '--policy', 'opportunistic', '--reporter', 'default'],
    ...['--reporter', `json=${join(place, 'run.ndjson')}`],
    ...REPORTS.flatMap((name, at) => ['--reporter', `${name}-json=${files[at]}`]),
  ])
  const tables = async (name: string): Promise<Record<string, Row[]>> =>
    JSON.parse(await readFile(join(place, `${name}.json`), 'utf8')).tables
  return { running, tables }
}

const target = (port: number) => ({ host: '127.0.0.1', port })
const LOGIN = ['--auth', 'LOGIN', '--auth-user', 'desk', '--auth-password', 'hunter2']

async function ended(running: Running, sessions: number) {
  await running.shows('the end of all sessions', (stdout) =>
    (stdout.match(/-- closed by/g) ?? []).length >= sessions ? true : null,
  )
  await running.stop()
}

t.test(
  'swaks by TLS 1.0, by TLS 1.2 and in clear, with and without a login, against one server',
  requireClient('swaks', async (t) => {
    await using place = await folder()
    const scenario = join(place.path, 'connector.yaml')
    await writeFile(
      scenario,
      'scenario: 1\ntitle: Takes old TLS, too\nserver:\n  tls: { versions: [TLSv1, TLSv1.1, TLSv1.2, TLSv1.3] }\nexpect: { opportunistic: [encrypted, in-clear] }\n',
    )
    const { running, tables } = await reporting(place.path, [scenario])
    await using _ = running
    const port = await running.port()
    const sent: [flags: string[], version: 'TLSv1' | 'TLSv1.2' | null][] = [
      [['--tls', ...LOGIN], 'TLSv1'],
      [['--tls', ...LOGIN], 'TLSv1.2'],
      [['--tls', ...LOGIN], 'TLSv1.2'],
      [['--tls', ...LOGIN], 'TLSv1.2'],
      [['--tls'], 'TLSv1.2'],
      [[], null],
      [[], null],
    ]
    for (const [flags, version] of sent) {
      exits(t, await swaks(target(port), flags, version === null ? {} : opensslAt(t, version)), 0)
    }
    await ended(running, sent.length)

    const { sources, suites, 'recipient-domains': recipients } = await tables('tls-summary')
    t.match(recipients, [{ recipientDomain: 'example.org' }])
    t.match(sources, [
      { source: '127.0.0.1', connections: 7, tls: 5, inClear: 2, failed: 0, messages: 7, messagesInClear: 2 },
    ])
    t.same(
      suites?.map(({ version, messages }) => [version, messages]),
      [
        ['TLS 1.2', 4],
        ['TLS 1.0', 1],
      ],
    )
    const { connectors } = await tables('inbound-messages')
    t.match(connectors, [{ connector: 'connector', messages: 7, withTls: 5, oldTls: 1, withoutTls: 2, loggedIn: 4 }])
    t.same(
      connectors?.map(({ sessionsWithoutTls }) => sessionsWithoutTls),
      [
        [
          { server: 1, session: 6 },
          { server: 1, session: 7 },
        ],
      ],
    )
    const { clients } = await tables('smtp-auth-clients')
    t.match(clients, [
      { user: 'desk', version: 'TLS 1.0', messages: 1, messagesPercent: 25, sessions: [{ server: 1, session: 1 }] },
      { user: 'desk', version: 'TLS 1.2', messages: 3, messagesPercent: 75 },
    ])
  }),
)

t.test(
  'handshake-alert: Postfix at "may" comes back in clear, as the author of an article could only guess',
  requireClient('postfix', async (t) => {
    await using place = await folder()
    const { running, tables } = await reporting(place.path, ['handshake-alert'])
    await using _ = running
    const mta = await postfix(t, target(await running.port()), { smtp_tls_security_level: 'may' })
    await mta.mails()
    await mta.logs(/status=sent/)
    // It tries TLS once more before it goes without, at each address of the host.
    await running.shows('a mail in clear and its end', (stdout) => /IN CLEAR[\s\S]*-- closed by/.exec(stdout))
    await running.stop()
    const { failures = [], 'recipient-domains': recipients = [] } = await tables('tls-summary')
    t.ok(failures.length > 0)
    const session = failures.length + 1
    for (const failure of failures) {
      t.match(failure, { fate: 'in clear', client: 'client.test' })
      t.match((failure.sessions as Row[]).at(-1), { server: 1, session })
    }
    t.match(recipients, [
      { recipientDomain: 'example.org', connections: session, inClear: 1, failed: failures.length, messages: 1 },
    ])
    t.equal(recipients[0]?.failedThenInClear, failures.length)
  }),
)

t.test(
  'greylisting: the delay of Postfix is from its first try to its second, by the Message-ID that it gave',
  requireClient('postfix', async (t) => {
    await using place = await folder()
    const { running, tables } = await reporting(place.path, ['greylisting'])
    await using _ = running
    const mta = await postfix(t, target(await running.port()), { smtp_tls_security_level: 'may' })
    await mta.mails()
    const log = await mta.logs(/status=sent/)
    await ended(running, 2)
    const [, messageId] = /message-id=(<[^>]+>)/.exec(log) ?? []
    const { mails: [mail, ...more] = [] } = await tables('delays')
    t.same(more, [])
    t.match(mail, { messageId, tries: 2, accepted: 1, sender: 'probe@example.com', recipients: ['desk@example.org'] })
    // DATA is pipelined behind the recipient, and refused, too.
    t.match(mail?.refusals, [/^450 4\.2\.0 /, /^5/])
    const events = linesOf(await readFile(join(place.path, 'run.ndjson'), 'utf8'))
    const [first] = events.filter(({ verb }) => verb === 'MAIL')
    const accepted = events.find(({ event }) => event === 'smtp.message-accepted')
    t.equal(mail?.delayMs, Number(accepted?.atMs) - Number(first?.atMs))
    t.ok(Number(accepted?.session) > Number(first?.session))
  }),
)
