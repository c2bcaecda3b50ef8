import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import { connect, type RawClient } from '../raw-client.ts'
import { folder, freePorts, linesOf, simulate, start, talk } from './command.ts'

/** Lines of `--json` that are of the server, and no events. */
const OF_THE_SERVER = ['ca.ready', 'tlsa.ready']

async function sendMail(client: RawClient) {
  await client.asks('MAIL FROM:<anna@example.com>', '250 *')
  await client.asks('RCPT TO:<bob@example.org>', '250 *')
  await client.asks('DATA', '354 *')
  await client.asks('Subject: status\r\n\r\nThe disk is full.\r\n.', '250 *')
}

t.test('a ready line says where to connect; then comes the transcript, then the counts', async (t) => {
  await using run = await start(['healthy', '--port', '0'])
  const port = await run.port()
  t.match(run.stdout, /^healthy: A healthy server\nlistening on 127\.0\.0\.1:\d+/)
  await talk(port, sendMail)
  await run.shows('the end of the session', (stdout) => /-- closed by the server/.exec(stdout))
  const { stdout, stderr, exit } = await run.stop()
  t.match(stdout, /#1 +\d+\.\d{3} {7}S: 220 smtp\.test ESMTP smtp-simulator\n/)
  t.match(stdout, /#1 +\d+\.\d{3} {7}C: MAIL FROM:<anna@example\.com>\n/)
  t.equal([...stdout.matchAll(/^_\d+\._tcp\.smtp\.test\. IN TLSA [23] 1 1 [0-9a-f]{64} ; /gm)].length, 3)
  t.match(stdout, '\n1 session, 1 message\nmessages: 100% in clear (1)\nsessions: 100% without TLS (1)\n')
  t.match(stdout, '\nfail: policy mandatory, outcome in-clear, leak envelope, basis delivered\n')
  t.match(stdout, /\n {2}expected +\| client did\n {2}outcome: encrypted +\| in-clear +<<<<<\n/)
  t.match(stdout, '\nstarttls-not-used: ')
  t.equal(stderr, 'exit 1 (client-failed)\n')
  t.equal(exit, 1)
})

t.test('--json gives one object a line: listening first, the verdict last', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--json', '--policy', 'opportunistic'])
  const port = await run.port()
  {
    await using client = await connect({ port })
    await client.hears('220 *')
    await client.asks('EHLO client.test', '250 *')
    await client.asks('STARTTLS', '220 *')
    const { ca } = await run.event('ca.ready')
    await client.starttls({ ca: String(ca) })
    await client.asks('EHLO client.test', '250 *')
    await sendMail(client)
    await client.asks('QUIT', '221 *')
  }
  await run.event('session.closed')
  const { stdout, stderr, exit } = await run.stop()
  const lines = linesOf(stdout)
  for (const line of lines) t.match(line, { server: 1, scenario: 'healthy', event: String })
  t.match(lines[0], { event: 'listening', host: '127.0.0.1', port })
  const names = lines.map(({ event }) => event)
  t.ok(
    names.indexOf('ca.ready') < names.indexOf('tls.established'),
    'the client can trust it before its handshake ends',
  )
  t.equal(names.filter((name) => name === 'ca.ready').length, 1)
  t.match(
    lines.filter(({ event }) => event === 'tlsa.ready'),
    [
      {
        records: [
          { usage: 3, key: 'rsa' },
          { usage: 3, key: 'ecdsa' },
          { usage: 2, owner: `_${port}._tcp.smtp.test.` },
        ],
      },
    ],
  )
  t.same(
    lines.at(-1),
    {
      server: 1,
      scenario: 'healthy',
      event: 'verdict',
      verdict: 'pass',
      policy: 'opportunistic',
      outcome: 'encrypted',
      leak: 'none',
      onward: null,
      basis: 'delivered',
      reason: null,
      confirmed: true,
      failed: [],
      diagnoses: [],
    },
    'the contract of the verdict',
  )
  t.equal(names.filter((name) => name === 'verdict').length, 1)
  t.match(lines[1], { event: 'tls.engine-chosen', engine: 'openssl', session: 0, seq: 1 })
  for (const line of lines.slice(2, -1).filter(({ event }) => !OF_THE_SERVER.includes(event))) {
    t.match(line, { seq: Number, session: 1, atMs: Number })
  }
  t.match(
    lines.find(({ event }) => event === 'tls.established'),
    { version: 'TLSv1.3' },
  )
  t.equal(stderr, 'exit 0 (pass)\n', 'prose stays off stdout')
  t.equal(exit, 0)
})

t.test('however short a run is, it has all its lines, in order', async (t) => {
  const { stdout, exit } = await simulate(['no-starttls', '--port', '0', '--json', '--timeout', '1ms'])
  t.same(
    linesOf(stdout).map(({ event }) => event),
    ['listening', 'ca.ready', 'verdict'],
  )
  t.equal(exit, 4)
})

t.test('--once ends the run after the first try, and does not take a port check for one', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--once', '--json'])
  const port = await run.port()
  {
    await using probe = await connect({ port })
    await probe.hears('220 *')
  }
  await run.event('session.closed')
  await talk(port)
  const { stdout, exit } = await run.ended
  t.equal(linesOf(stdout).filter(({ event }) => event === 'session.closed').length, 2)
  t.equal(exit, 4)
})

t.test('--once with several scenarios waits for a try at each', async (t) => {
  await using run = await start(['healthy', 'no-starttls', '--port', '0', '--once', '--json'])
  const [first = 0, second = 0] = await run.ports(2)
  await talk(first)
  await talk(second)
  const { stdout } = await run.ended
  const closed = linesOf(stdout).filter(({ event }) => event === 'session.closed')
  t.same(new Set(closed.map(({ server }) => server)), new Set([1, 2]))
  const verdicts = linesOf(stdout).filter(({ event }) => event === 'verdict')
  t.match(verdicts, [
    { server: 1, scenario: 'healthy' },
    { server: 2, scenario: 'no-starttls' },
  ])
})

t.test('--timeout ends a run to which nobody comes', async (t) => {
  const { stdout, exit } = await simulate(['healthy', '--port', '0', '--once', '--timeout', '300ms'])
  t.match(stdout, '\n0 sessions, 0 messages\n')
  t.equal(exit, 4)
})

t.test('several scenarios listen side by side, on port, port + 1 and so on', async (t) => {
  const first = await freePorts(2)
  await using run = await start(['healthy', 'no-starttls', '--port', String(first)])
  t.same(await run.ports(2), [first, first + 1])
  await talk(first + 1)
  await run.shows('a line of the second', (stdout) => /^no-starttls #1 .*C: QUIT$/m.exec(stdout))
  const { stdout } = await run.stop()
  t.match(stdout, '\nno-starttls: 1 session, 0 messages\n')
  t.match(stdout, '\nhealthy: 0 sessions, 0 messages\n')
})

t.test('--port 0 gives each of several scenarios a port of its own', async (t) => {
  await using run = await start(['healthy', 'no-starttls', '--port', '0'])
  const [first = 0, second = 0] = await run.ports(2)
  t.ok(first > 0 && second > 0)
  t.not(first, second)
})

t.test('--host listens on that address only, and may be given twice', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--host', '127.0.0.1', '--host', '127.0.0.1', '--json'])
  const port = await run.port()
  await talk(port)
  const refused = await connect({ port }, { host: '::1' }).then(
    () => 'connected',
    ({ code }) => code,
  )
  t.match(refused, /ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/)
  t.equal((await run.stop()).stderr, 'exit 4 (inconclusive)\n', 'loopback is no reason to warn')
})

t.test('an address that others can reach is said loudly', async (t) => {
  const { stderr } = await simulate(['healthy', '--port', '0', '--host', '0.0.0.0', '--timeout', '1ms'])
  t.match(stderr, /^WARNING: 0\.0\.0\.0 can be reached from other machines\./)
  const { stderr: quiet } = await simulate(['healthy', '--port', '0', '--host', 'localhost', '--timeout', '1ms'])
  t.notMatch(quiet, 'WARNING')
})

t.test('--name adds names to the certificate', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--json', '--name', 'mail.example', '--name', 'mx.example'])
  const port = await run.port()
  await using client = await connect({ port })
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await client.asks('STARTTLS', '220 *')
  const { ca } = await run.event('ca.ready')
  const secured = await client.starttls({ ca: String(ca), servername: 'mx.example' })
  t.match(secured.getPeerCertificate().subjectaltname, /DNS:mail\.example.*DNS:mx\.example/)
  t.match(secured.getPeerCertificate().subjectaltname, /DNS:localhost/)
})

t.test('--seed decides chance: the same seed gives the same run, another one another', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'chance.yaml')
  await writeScenario(file, 'server:\n  rules:\n    - { on: MAIL, times: { chance: 0.5 }, reply: "450 4.7.1 later" }\n')
  const outcomes = async (seed: string) => {
    await using run = await start([file, '--port', '0', '--seed', seed])
    const port = await run.port()
    const replies: string[] = []
    for (let session = 0; session < 24; session++) {
      await talk(port, async (client) => {
        const [line = ''] = await client.asks('MAIL FROM:<anna@example.com>', '*')
        replies.push(line.slice(0, 3))
      })
    }
    return replies.join(' ')
  }
  const [one, again, other] = await Promise.all([outcomes('7'), outcomes('7'), outcomes('8')])
  t.match(one, /250/)
  t.match(one, /450/)
  t.equal(one, again)
  t.not(one, other)
})

t.test('--save keeps transcript, messages, judgements and certificate, and no key', async (t) => {
  await using place = await folder()
  const into = join(place.path, 'kept', 'run')
  await using run = await start(['healthy', 'no-starttls', '--port', '0', '--save', into, '--json'])
  const [port = 0] = await run.ports(2)
  await talk(port, sendMail)
  await run.event('session.closed')
  const { stdout } = await run.stop()
  const files = (await readdir(into, { recursive: true })).sort()
  const accepted = linesOf(stdout).find(({ event }) => event === 'smtp.message-accepted')
  t.same(files, [
    '1-healthy',
    '1-healthy/certificates',
    '1-healthy/messages',
    `1-healthy/messages/${accepted?.id}.eml`,
    '1-healthy/server.json',
    '1-healthy/transcript.ndjson',
    '2-no-starttls',
    '2-no-starttls/certificates',
    '2-no-starttls/messages',
    '2-no-starttls/server.json',
    '2-no-starttls/transcript.ndjson',
    'ca.pem',
    'judgements.json',
    'run.json',
  ])
  const judgements = JSON.parse(await readFile(join(into, 'judgements.json'), 'utf8'))
  t.equal(judgements.version, 1)
  t.match(judgements.results, [
    { scenario: 'healthy', verdict: 'fail', outcome: 'in-clear', client: null, sessions: 1 },
    { scenario: 'no-starttls', verdict: 'inconclusive', reason: 'nothing-came', client: null, sessions: 0 },
  ])
  const kept = linesOf(await readFile(join(into, '1-healthy/transcript.ndjson'), 'utf8'))
  const told = linesOf(stdout).filter(({ server, event }) => server === 1 && !OF_THE_SERVER.includes(event))
  t.same(kept, told, 'as --json prints it')
  const mail = await readFile(join(into, `1-healthy/messages/${accepted?.id}.eml`), 'utf8')
  t.match(mail, /^Return-Path: <anna@example\.com>\r\nReceived: from client\.test /)
  t.ok(mail.endsWith('Subject: status\r\n\r\nThe disk is full.\r\n'))
  for (const file of files) {
    if (!(await stat(join(into, file))).isFile()) continue
    t.notMatch(await readFile(join(into, file), 'utf8'), 'PRIVATE KEY', file)
  }
  t.match(await readFile(join(into, 'ca.pem'), 'utf8'), /^-----BEGIN CERTIFICATE-----/)
})

t.test('a folder stands for the scenarios in it, in order of name', async (t) => {
  await using place = await folder()
  for (const name of ['b.yaml', 'a.yml']) await writeScenario(join(place.path, name), '')
  await using run = await start([place.path, '--port', '0', '--json'])
  await run.ports(2)
  t.same(
    linesOf(run.stdout)
      .filter(({ event }) => event === 'listening')
      .map(({ scenario }) => scenario),
    ['a', 'b'],
  )
})

t.test('a bare name is one of the catalogue, also beside a folder of that name', async (t) => {
  await using place = await folder()
  await writeScenario(join(place.path, 'healthy', 'other.yaml'), '')
  const named = await simulate(['healthy', '--port', '0', '--json', '--timeout', '1ms'], { cwd: place.path })
  t.match(linesOf(named.stdout)[0], { scenario: 'healthy' })
  const path = await simulate(['./healthy', '--port', '0', '--json', '--timeout', '1ms'], { cwd: place.path })
  t.match(linesOf(path.stdout)[0], { scenario: 'other' })
})

/** A valid scenario with these keys. */
async function writeScenario(file: string, keys: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `scenario: 1\ntitle: A test\nsummary: For a test.\n${keys}`)
}
