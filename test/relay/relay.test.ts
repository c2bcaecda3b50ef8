// A mail over two hops, both over real sockets: every word of `relay.tls` against servers that do and do not go along.
import nodemailer from 'nodemailer'
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario, type TranscriptEvent } from '../../src/index.ts'
import { connect, type RawClient } from '../raw-client.ts'
import { hello, meet } from '../scenarios/play.ts'
import { receivedIn } from '../scenarios/relay-acts.ts'

const SETTLE = { settleMs: 50 }

/** One mail to the first server, inside TLS; resolves when it is over, or has come back. */
async function mail(
  server: ScenarioServer,
  envelope: { from: string; to: string[] },
  raw: string | Buffer = 'Subject: x\r\n\r\nx',
) {
  const transport = nodemailer.createTransport({ ...server.clientOptions, requireTLS: true })
  await transport.sendMail({ envelope, raw })
  transport.close()
  await server.nextSession()
}

const ONE = { from: 'anna@example.com', to: ['bob@example.org'] }

type Named<E extends TranscriptEvent['event']> = Extract<TranscriptEvent, { event: E }>

function the<E extends TranscriptEvent['event']>(server: ScenarioServer, name: E): Named<E> | undefined {
  return server.transcript.find((event): event is Named<E> => event.event === name)
}

const relaying = (scenario: string, tls?: string, more: object = {}) =>
  startScenario({ server: { hostname: 'relay.test' }, relay: { scenario, ...(tls && { tls }) }, ...more }, SETTLE)

/** What becomes of a mail, and what of it was readable on the way: by what the relay wants and what the server has. */
const WAYS: readonly [tls: string, scenario: string, end: object, onward: object][] = [
  ['none', 'healthy', { event: 'relay.delivered', secured: false }, { outcome: 'in-clear', leak: 'envelope' }],
  ['none', 'tls-required', { event: 'relay.refused', code: 530 }, { outcome: 'none', leak: 'envelope' }],
  ['opportunistic', 'healthy', { event: 'relay.delivered', secured: true }, { outcome: 'encrypted', leak: 'none' }],
  [
    'opportunistic',
    'no-starttls',
    { event: 'relay.delivered', secured: false },
    { outcome: 'in-clear', leak: 'envelope' },
  ],
  ['opportunistic', 'starttls-refused-454', { secured: false }, { outcome: 'in-clear', leak: 'envelope' }],
  ['opportunistic', 'handshake-closes', { secured: false }, { outcome: 'in-clear', leak: 'envelope' }],
  ['opportunistic', 'cert-self-signed', { secured: true }, { outcome: 'encrypted', leak: 'none' }],
  ['opportunistic', 'null-cipher', { secured: false }, { outcome: 'in-clear', leak: 'envelope' }],
  [
    'unverified',
    'cert-self-signed',
    { event: 'relay.delivered', secured: true },
    { outcome: 'encrypted', leak: 'none' },
  ],
  ['unverified', 'no-starttls', { event: 'relay.failed', reason: 'no-tls' }, { outcome: 'none', leak: 'none' }],
  ['mandatory', 'healthy', { event: 'relay.delivered', secured: true }, { outcome: 'encrypted', leak: 'none' }],
  ['mandatory', 'starttls-removed', { event: 'relay.failed', reason: 'no-tls' }, { outcome: 'none', leak: 'none' }],
  ['mandatory', 'starttls-refused-454', { event: 'relay.failed', reason: 'no-tls' }, { outcome: 'none', leak: 'none' }],
  ['mandatory', 'tls10-only', { event: 'relay.failed', reason: 'no-tls' }, { outcome: 'none', leak: 'none' }],
  [
    'mandatory',
    'cert-self-signed',
    { event: 'relay.failed', reason: 'not-trusted' },
    { outcome: 'none', leak: 'none' },
  ],
  ['mandatory', 'cert-wrong-host', { event: 'relay.failed', reason: 'not-trusted' }, { outcome: 'none', leak: 'none' }],
  ['implicit', 'implicit-tls', { event: 'relay.delivered', secured: true }, { outcome: 'encrypted', leak: 'none' }],
  ['implicit', 'healthy', { event: 'relay.failed', reason: 'no-tls' }, { outcome: 'none', leak: 'none' }],
  ['mandatory', 'greylisting', { event: 'relay.refused', code: 450 }, { outcome: 'none', leak: 'none' }],
  ['none', 'cut-in-data', { event: 'relay.failed', reason: 'lost' }, { outcome: 'none', leak: 'envelope' }],
]

for (const [tls, scenario, end, onward] of WAYS) {
  t.test(`relay.tls ${tls} to ${scenario}`, async (t) => {
    await using server = await relaying(scenario, tls)
    await mail(server, ONE)
    const ends = server.transcript.filter(({ event }) => /^relay\.(delivered|refused|failed)$/.test(event))
    t.match(ends, [end])
    t.equal(ends.length, 1)
    const judgement = await server.judge()
    t.same(judgement.onward, onward)
    t.match(judgement, { verdict: 'pass', outcome: 'encrypted', leak: 'none' }, 'the client has done right')
    const delivered = ends[0]?.event === 'relay.delivered'
    t.equal(server.next?.messages.length, delivered ? 1 : 0)
    t.equal(the(server, 'relay.returned') === undefined, delivered, 'a report where it did not arrive')
    if (delivered) {
      const secured = onward && 'outcome' in onward && onward.outcome === 'encrypted'
      const protocols = receivedIn(server.next?.messages[0]?.raw)?.map((header) => / with (\w+) id /.exec(header)?.[1])
      t.same(protocols, [secured ? 'ESMTPS' : 'ESMTP', 'ESMTPS'], 'RFC 3848, newest first')
    }
  })
}

t.test('the second server is a server of its own, and the relay can be judged there', async (t) => {
  await using server = await relaying('healthy', 'none')
  await mail(server, ONE)
  const { next } = server
  if (!next) return t.fail('there is a second server')
  t.equal(next.name, 'healthy')
  t.match(await next.nextSession(), { messages: 1, tlsVersion: null })
  t.match(await next.judge({ policy: 'opportunistic' }), { outcome: 'in-clear', leak: 'envelope', onward: null })
  t.equal((await startAndStop('healthy')).next, null)
})

async function startAndStop(name: string): Promise<ScenarioServer> {
  await using server = await startScenario(name)
  return server
}

t.test('reset and stop take the second server along', async (t) => {
  const server = await relaying('healthy', 'none')
  await mail(server, ONE)
  await server.next?.nextSession()
  server.reset()
  t.same([server.messages.length, server.next?.messages.length, server.next?.transcript.length], [0, 0, 0])
  await mail(server, ONE)
  t.equal(server.next?.messages.length, 1)
  await server.stop()
  await t.rejects(connect({ port: server.next?.port ?? 0 }), 'nobody listens there any more')
})

t.test('a second server that is gone: the sender is told, without a reply of a server to quote', async (t) => {
  await using server = await relaying('healthy', 'none')
  await server.next?.stop()
  await mail(server, ONE)
  t.match(the(server, 'relay.failed'), { reason: 'not-reached', detail: /ECONNREFUSED/, inClear: 'none' })
  const report = the(server, 'relay.returned')
  t.match(report, { to: 'anna@example.com', status: '4.4.1' })
  t.notMatch(report?.report, /Diagnostic-Code/)
})

t.test('a client that keeps its connection holds its mails up, until the server stops', async (t) => {
  const server = await relaying('healthy', 'none')
  await using client = await connect(server)
  await hello(client)
  await sends(client, ONE.from)
  t.notOk(the(server, 'relay.started'))
  await server.stop()
  t.match(the(server, 'relay.delivered'), { secured: false })
  t.equal(server.next?.messages.length, 1)
})

t.test('a server that stops does not wait long for a second one that is silent', async (t) => {
  const server = await startScenario({ relay: { scenario: 'silence-after-dot', tls: 'none' } }, SETTLE)
  const waits = new Promise<void>((resolve) => {
    const look = () => (the(server.next as ScenarioServer, 'smtp.reply-withheld') ? resolve() : setImmediate(look))
    look()
  })
  const transport = nodemailer.createTransport(server.clientOptions)
  await transport.sendMail({ envelope: ONE, raw: 'x' })
  transport.close()
  await waits
  await server.stop()
  t.match(the(server, 'relay.failed'), { reason: 'lost' })
})

t.test('one recipient of two is refused: the report is about that one', async (t) => {
  const folder = t.testdir({
    'next.yaml': [
      'scenario: 1',
      'server:',
      '  rules: [{ on: RCPT, when: { recipient: carl@example.org }, reply: "550 5.1.1 No Carl here" }]',
      'expect: { mandatory: [none] }',
    ].join('\n'),
  })
  await using server = await startScenario({ relay: { scenario: `${folder}/next.yaml`, tls: 'mandatory' } }, SETTLE)
  await mail(server, { from: ONE.from, to: ['bob@example.org', 'carl@example.org'] })
  t.match(the(server, 'relay.delivered'), { secured: true, refused: ['carl@example.org'] })
  const { report = '', status } = the(server, 'relay.returned') ?? {}
  t.equal(status, '5.1.1')
  t.match(report, 'Diagnostic-Code: smtp; 550 5.1.1 No Carl here')
  t.same(report.match(/^Final-Recipient: .*$/gm), ['Final-Recipient: rfc822; carl@example.org'])
  t.match((await server.judge()).diagnoses, [{ id: 'next-hop-failed' }])
})

async function sends(client: RawClient, sender: string): Promise<void> {
  await client.asks(`MAIL FROM:<${sender}>`, '250 *')
  await client.asks('RCPT TO:<bob@example.org>', '250 *')
  await client.asks('DATA', '354 *')
  await client.sends('Subject: x\r\n\r\nx\r\n.\r\n')
  await client.hears('250 *')
}

t.test('a report has no report (RFC 5321 section 4.5.5)', async (t) => {
  await using server = await relaying('recipient-refused', 'none')
  await meet(server, async (client) => {
    await hello(client)
    await sends(client, '')
  })
  t.ok(the(server, 'relay.refused'))
  t.notOk(the(server, 'relay.returned'))
  const session = server.next?.transcript.find((event) => 'line' in event && event.line === 'MAIL FROM:<>')
  t.ok(session, 'the empty sender goes on as it came')
})

t.test('every byte goes on, with one Return-Path', async (t) => {
  await using server = await relaying('healthy', 'mandatory')
  const body = Buffer.concat([
    Buffer.from('Subject: bytes\r\nReturn-Path: <of-the-author@example.com>\r\n\r\n.dot\r\n..\r\n'),
    Buffer.from([0xe4, 0xff, 0x80, 0xc3, 0xa4, 0x0d, 0x0a]),
  ])
  await mail(server, ONE, body)
  const raw = server.next?.messages[0]?.raw ?? Buffer.alloc(0)
  t.ok(raw.subarray(-body.length).equals(body), 'as the author sent them', { found: raw.toString('latin1') })
  const text = raw.toString('latin1')
  t.equal(text.match(/^Return-Path: <anna@example\.com>\r$/gm)?.length, 1, 'that of the last server (section 4.4)')
  t.equal(text.indexOf('Return-Path: <anna@'), 0)
})

t.test('several mails of a session go on in their order, and each is told', async (t) => {
  await using server = await relaying('healthy', 'none', { expect: { opportunistic: ['in-clear'] } })
  await meet(server, async (client) => {
    await hello(client)
    for (const name of ['first', 'second']) await sends(client, `${name}@example.com`)
    t.notOk(the(server, 'relay.started'), 'not before the session has ended')
  })
  t.same(
    server.next?.messages.map(({ sender }) => sender),
    ['first@example.com', 'second@example.com'],
  )
  t.equal(server.transcript.filter(({ event }) => event === 'relay.delivered').length, 2)
  const judgement = await server.judge({ policy: 'opportunistic' })
  t.match(judgement, { verdict: 'pass', outcome: 'in-clear' }, 'the client itself sent in clear')
})

t.test('a header without an end is quoted up to a bound', async (t: Test) => {
  await using server = await relaying('recipient-refused', 'none')
  const header = Array.from({ length: 2000 }, (_, at) => `X-${at}: ${'x'.repeat(60)}`).join('\r\n')
  await mail(server, ONE, header)
  const { report = '' } = the(server, 'relay.returned') ?? {}
  t.ok(report.length < 8192, `${report.length} characters`)
  t.match(report, /^X-0: x+\r$/m)
})
