import t from 'tap'
import type { TranscriptEvent } from '../../src/index.ts'
import { defaultReporter } from '../../src/report/default.ts'
import { ndjsonReporter } from '../../src/report/ndjson.ts'
import type { OpenReporter, ServerReport } from '../../src/report/reporter.ts'
import { transcriptOf } from '../transcript/session.ts'
import { judgementOf, resultOf } from './results.ts'

const ESCAPE = String.fromCharCode(0x1b)

function serverOf(
  changed: Partial<Omit<ServerReport, 'scenario'>> & { name?: string; title?: string } = {},
): ServerReport {
  const { name = 'healthy', title = 'A healthy server', ...fields } = changed
  return {
    number: 1,
    hopOf: null,
    scenario: { name, title } as ServerReport['scenario'],
    hosts: ['127.0.0.1', '::1'],
    port: 2525,
    hostname: 'smtp.test',
    skipped: null,
    startedAt: new Date('2026-11-02T08:00:00Z'),
    events: [],
    certificates: [],
    messages: [],
    groups: [],
    policy: 'mandatory',
    ...fields,
  }
}

/** A reporter with what it wrote, and what it said aside. */
function opened(open: OpenReporter, servers = 1) {
  const out: string[] = []
  const aside: string[] = []
  const reporter = open({ write: (text) => out.push(text), aside: (text) => aside.push(text), colour: false, servers })
  return { reporter, text: () => out.join(''), aside: () => aside.join('') }
}

const SKIPPED = { verdict: 'skipped', reason: 'not-served-here' } as const

const hostile = { seq: 1, session: 1, atMs: 5, event: 'smtp.command-received', verb: 'EHLO', secured: false }

t.test('people read where the server listens, what happens, and the counts at the end', (t) => {
  const { reporter, text, aside } = opened(defaultReporter)
  const server = serverOf()
  reporter.ready(server)
  t.equal(
    text(),
    'healthy: A healthy server\nlistening on 127.0.0.1:2525 and [::1]:2525 ' +
      '(a simulator: nothing that it takes is delivered). Ctrl-C ends the run.\n\n',
  )
  for (const event of transcriptOf([{ version: 'TLSv1.3', messages: 1 }])) reporter.event(server, event)
  reporter.done(server, resultOf('healthy', { basis: 'silence', outcome: 'none', confirmed: false }))
  t.match(text(), /#1 {4}0\.000 {7}-- connected from 127\.0\.0\.1\n/)
  t.match(
    text(),
    '\n1 session, 1 message\nmessages: 100% TLS 1.3 (1)\nsessions: 100% TLS 1.3 (1)\n\npass (unconfirmed): policy mandatory',
  )
  t.match(text(), /\n {2}expected +\| client did\n/)
  t.equal(aside(), '')
  t.end()
})

t.test('TLSA records are told, and never in the middle of a conversation', (t) => {
  const { reporter, text } = opened(defaultReporter)
  const server = serverOf()
  reporter.ready(server)
  const [open, ...rest] = transcriptOf([{ version: 'TLSv1.3', messages: 1 }])
  if (open) reporter.event(server, open)
  const record = { selector: 1, matching: 1, owner: '_25._tcp.mx.test.' } as const
  reporter.tlsa?.(server, [
    { ...record, usage: 3, data: 'aa', key: 'rsa', sent: true },
    { ...record, usage: 2, data: 'bb', key: 'authority', sent: false },
  ])
  t.notMatch(text(), /TLSA/)
  for (const event of rest) reporter.event(server, event)
  t.ok(
    text().endsWith(
      '-- closed by the client\n' +
        '_25._tcp.mx.test. IN TLSA 3 1 1 aa ; rsa\n' +
        '_25._tcp.mx.test. IN TLSA 2 1 1 bb ; authority, not sent by this server\n\n',
    ),
    text(),
  )
  t.end()
})

t.test('the counts at the end are those of the whole run, not of what the transcript still holds', (t) => {
  const { reporter, text } = opened(defaultReporter)
  const server = serverOf({ events: [] })
  reporter.ready(server)
  for (const event of transcriptOf(Array.from({ length: 20 }, () => ({ version: 'TLSv1' })))) {
    reporter.event(server, event)
  }
  reporter.done(server, resultOf('healthy', {}))
  t.match(text(), '\n20 sessions, 0 messages\n')
  t.end()
})

t.test('with several servers every line says which', (t) => {
  const { reporter, text } = opened(defaultReporter, 2)
  const servers = [serverOf(), serverOf({ number: 2, name: 'no-starttls', title: 'No STARTTLS', port: 2526 })]
  for (const server of servers) reporter.ready(server)
  for (const server of servers) {
    for (const event of transcriptOf([{ messagesInClear: 1 }])) reporter.event(server, event)
  }
  for (const server of servers) reporter.done(server, resultOf(server.scenario.name, { verdict: 'fail' }))
  t.match(text(), '\nhealthy #1 ')
  t.match(text(), '\nno-starttls #1 ')
  t.match(text(), '\nno-starttls: 1 session, 1 message\n')
  t.match(text(), '\nno-starttls: fail: policy mandatory, outcome encrypted')
  t.end()
})

t.test('a title with escape codes is shown, not obeyed', (t) => {
  const { reporter, text } = opened(defaultReporter)
  reporter.ready(serverOf({ title: `x${ESCAPE}[2Jy` }))
  t.match(text(), 'healthy: x\\x1b[2Jy\n')
  t.notMatch(text(), ESCAPE)
  t.end()
})

t.test('a skipped scenario is told aside, with its reason, and has no counts', (t) => {
  const { reporter, text, aside } = opened(defaultReporter)
  const server = serverOf({ skipped: 'healthy cannot be served here: no.', hosts: [], port: 0 })
  reporter.ready(server)
  reporter.done(server, resultOf('healthy', SKIPPED))
  t.equal(text(), '')
  t.equal(aside(), 'healthy cannot be served here: no.\n')
  t.end()
})

t.test('programs read one object a line, each with server, scenario and event', (t) => {
  const { reporter, text } = opened(ndjsonReporter)
  const server = serverOf({ number: 3 })
  const judgement = judgementOf({
    ...{ verdict: 'fail', policy: 'opportunistic', outcome: 'in-clear', leak: 'content' },
    failed: [{ id: 'outcome', expected: 'encrypted', found: 'in-clear', events: [2], verdict: 'fail' }],
    diagnoses: [
      { id: 'starttls-not-used', cause: 'It did not ask.', advice: 'Ask.', reference: 'RFC 3207', events: [2] },
    ],
  })
  reporter.ready(server)
  reporter.authority?.(server, '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n')
  for (const event of transcriptOf([{ messagesInClear: 1 }])) reporter.event(server, event)
  reporter.done(server, resultOf('healthy', judgement))
  const lines = text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.same(
    lines.map(({ event }) => event),
    ['listening', 'ca.ready', 'session.opened', 'smtp.message-accepted', 'session.closed', 'verdict'],
  )
  for (const line of lines) t.match(line, { server: 3, scenario: 'healthy' })
  t.match(lines[0], { host: '127.0.0.1', port: 2525 })
  t.match(lines[2], { seq: 1, session: 1, atMs: 0 })
  t.same(lines.at(-1), { server: 3, scenario: 'healthy', event: 'verdict', ...judgement })
  t.end()
})

t.test('a skipped scenario is one line with its reason', (t) => {
  const { reporter, text, aside } = opened(ndjsonReporter)
  const server = serverOf({ skipped: 'it cannot be served here.', hosts: [], port: 0 })
  reporter.ready(server)
  reporter.done(server, resultOf('healthy', SKIPPED))
  t.same(JSON.parse(text()), {
    server: 1,
    scenario: 'healthy',
    event: 'skipped',
    reason: 'it cannot be served here.',
  })
  t.equal(aside(), 'it cannot be served here.\n')
  t.end()
})

t.test('what a client sends cannot leave its line of JSON, nor reach the terminal as a command', (t) => {
  const { reporter, text } = opened(ndjsonReporter)
  const line = `EHLO ${ESCAPE}[2J\x9b2J\r\n{"event":"verdict"}\u2028\u202e`
  reporter.event(serverOf(), { ...hostile, line } as TranscriptEvent)
  t.match(text(), /^[\x20-\x7e]*\n$/)
  t.match(JSON.parse(text()), { line })
  t.end()
})
