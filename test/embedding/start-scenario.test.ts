import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import t from 'tap'
import { EnvironmentError, ScenarioError, startScenario } from '../../src/index.ts'
import { connect } from '../raw-client.ts'

const mail = { from: 'a@example.com', to: 'b@example.org', subject: 'Grüße', text: 'hello' }

/** A session in clear; `play` comes between EHLO and QUIT. */
async function talk(server: { port: number }, line = 'NOOP'): Promise<string> {
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  const [reply = ''] = await client.asks(line, '*')
  await client.asks('QUIT', '221 *')
  await client.hearsEnd()
  return reply
}

async function refuses(port: number): Promise<boolean> {
  return connect({ port }).then(
    (client) => client[Symbol.asyncDispose]().then(() => false),
    ({ code }) => code === 'ECONNREFUSED',
  )
}

t.test('a mail that nodemailer sends over STARTTLS is there to be read', async (t) => {
  await using server = await startScenario('healthy')
  await nodemailer.createTransport({ ...server.clientOptions, requireTLS: true }).sendMail(mail)
  const session = await server.nextSession()
  t.match(session, { tlsVersion: 'TLSv1.3', messages: 1, from: /^(127\.0\.0\.1|::1)$/, probe: false })
  const [message] = server.messages
  t.match(message, { sender: 'a@example.com', recipients: ['b@example.org'], secured: true, session: session.session })
  t.match(message?.raw.toString(), /^Return-Path: <a@example\.com>\r\nReceived: from /)
  t.match(await message?.parsed(), { subject: 'Grüße', text: /^hello/ })
  t.match(server.transcript[0], { event: 'tls.engine-chosen', engine: 'openssl', session: 0, seq: 1 })
  t.match(server.transcript[1], { event: 'session.opened', session: 1, seq: 2 })
  t.match(server.sessions, [{ session: 1, closedBy: 'client' }])
})

t.test('the client options fit TLS from the first byte too', async (t) => {
  await using server = await startScenario({ server: { tls: { mode: 'implicit' } } })
  t.equal(server.clientOptions.secure, true)
  await nodemailer.createTransport(server.clientOptions).sendMail(mail)
  t.match(server.messages, [{ secured: true }])
  await using starttls = await startScenario('healthy')
  t.match(starttls.clientOptions, { host: 'localhost', port: starttls.port, secure: false, tls: { ca: starttls.ca } })
})

t.test('a scenario is named by its name, by a path, or given as an object', async (t) => {
  await using named = await startScenario('no-starttls')
  t.equal(named.name, 'no-starttls')
  await using path = await startScenario('./scenarios/no-starttls.yaml')
  t.equal(path.name, 'no-starttls')
  const reply = '250 2.0.0 from an object'
  await using object = await startScenario({ extends: 'no-starttls', server: { rules: [{ on: 'NOOP', reply }] } })
  t.equal(object.name, 'scenario')
  t.equal(await talk(object), reply)
  for (const server of [named, path, object])
    t.equal(await talk(server, 'STARTTLS'), '502 5.5.1 Command not implemented')
})

t.test('a mistake in a scenario is a ScenarioError with place, code and the next step', async (t) => {
  const missing = await t.rejects(startScenario('helthy'), ScenarioError)
  t.match(missing, { code: 'SCENARIO_NOT_FOUND', message: /Did you mean "healthy"\?/ })
  const wrong = await t.rejects(startScenario({ server: { hostnam: 'x' } }), ScenarioError)
  t.match(wrong, {
    code: 'SCENARIO_UNKNOWN_KEY',
    message: /^scenario object {2}server .*"hostnam".*\[SCENARIO_UNKNOWN_KEY\]\n {2}Did you mean "hostname"\?/,
    problems: [{ path: ['server', 'hostnam'], file: null }],
  })
  t.match(await t.rejects(startScenario({ server: { tls: { versions: ['TLSv9'] } } })), { name: 'ScenarioError' })
})

t.test('what this machine cannot do is an EnvironmentError', async (t) => {
  const cannot = await t.rejects(
    startScenario({ server: { tls: { versions: ['SSLv3', 'TLSv1.3'] } } }),
    EnvironmentError,
  )
  t.match(cannot, { code: 'CANNOT_SERVE', message: /SSLv3/ })
  await using server = await startScenario('healthy')
  const taken = await t.rejects(startScenario('healthy', { port: server.port }), EnvironmentError)
  t.match(taken, { code: 'PORT_IN_USE', message: new RegExp(`port ${server.port} is taken`) })
})

t.test('nextSession gives a session that has ended, and waits for one that has not', async (t) => {
  await using server = await startScenario('healthy')
  await talk(server)
  t.match(await server.nextSession(), { session: 1 })
  const waiting = server.nextSession()
  await talk(server)
  t.match(await waiting, { session: 2, closedAtMs: Number })
})

t.test('nextSession hands out each session once, in order, and no port checks', async (t) => {
  await using server = await startScenario('healthy')
  {
    await using probe = await connect(server)
    await probe.hears('220 *')
  }
  const three = Promise.all([server.nextSession(), server.nextSession(), server.nextSession()])
  for (let session = 1; session <= 3; session++) await talk(server)
  t.same(
    (await three).map(({ session }) => session),
    [2, 3, 4],
  )
  t.same(
    server.sessions.map(({ probe }) => probe),
    [true, false, false, false],
  )
})

t.test('nextSession gives up after its time, and says what to look for', async (t) => {
  await using server = await startScenario('healthy')
  await t.rejects(server.nextSession({ timeoutMs: 20 }), {
    message: 'No session ended within 20 ms. Did the client connect, and did it close the connection?',
  })
  const later = server.nextSession()
  await talk(server)
  t.match(await later, { session: 1 }, 'who gave up does not take the session from the next')
})

t.test('nextSession ends with the server', async (t) => {
  const server = await startScenario('healthy')
  const waiting = t.rejects(server.nextSession({ timeoutMs: 60_000 }), { message: /^The server was stopped/ })
  await server.stop()
  await waiting
  await t.rejects(server.nextSession(), { message: /^The server was stopped/ })
})

t.test('reset begins a new try: messages, transcript, errors and the counters of rules', async (t) => {
  const rules = [{ on: 'NOOP', times: { first: 1 }, reply: '250 2.0.0 the first' }]
  await using server = await startScenario({ server: { rules } })
  await nodemailer.createTransport(server.clientOptions).sendMail(mail)
  t.equal(await talk(server), '250 2.0.0 the first')
  t.equal(await talk(server), '250 2.0.0 Ok')
  server.reportClientError(new Error('no'))
  server.reset()
  t.same(server.messages, [])
  t.same(server.clientErrors, [])
  t.same(server.sessions, [])
  t.notOk(server.transcript.some(({ event }) => event === 'smtp.message-accepted'))
  t.equal(await talk(server), '250 2.0.0 the first', 'the rule counts from the beginning')
  t.match(await server.nextSession(), { session: 4 }, 'sessions of the try before are not handed out')
})

t.test('a session that was open at reset belongs to the try before', async (t) => {
  await using server = await startScenario('healthy')
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  server.reset()
  const next = server.nextSession()
  await client.asks('QUIT', '221 *')
  await client.hearsEnd()
  await talk(server)
  t.match(await next, { session: 2 })
  t.same(new Set(server.transcript.map(({ session }) => session)), new Set([2]), 'and so do its events')
  t.match(server.sessions, [{ session: 2 }])
})

t.test('stop destroys what is open, frees the port at once, and may be called again', async (t) => {
  const server = await startScenario('healthy')
  await using client = await connect(server)
  await client.hears('220 *')
  const [first, second] = [server.stop(), server.stop()]
  await Promise.all([first, second])
  await client.hearsEnd()
  t.match(server.sessions, [{ session: 1, closedBy: 'server' }], 'the end of every session is recorded')
  t.ok(await refuses(server.port))
  await using again = await startScenario('healthy', { port: server.port })
  t.equal(again.port, server.port)
  await server.stop()
  t.equal(await talk(again), '250 2.0.0 Ok', 'stopping the old one does nothing to the new one')
})

t.test('await using stops the server, and so does try/finally, also when the test fails', async (t) => {
  let port = 0
  const failing = async () => {
    await using server = await startScenario('healthy')
    port = server.port
    throw new Error('the test failed')
  }
  await t.rejects(failing(), { message: 'the test failed' })
  t.ok(await refuses(port))

  const server = await startScenario('healthy')
  try {
    t.equal(await talk(server), '250 2.0.0 Ok')
  } finally {
    await server.stop()
  }
  t.ok(await refuses(server.port))
})

t.test('every method is bound', async (t) => {
  const server = await startScenario('healthy')
  const { clientCertificate, nextSession, reportClientError, reset, stop, [Symbol.asyncDispose]: dispose } = server
  const session = nextSession()
  await talk(server)
  t.match(await session, { session: 1 })
  await Promise.reject(new Error('no')).catch(reportClientError)
  t.match(server.clientErrors, [{ message: 'no' }])
  reset()
  t.same(server.clientErrors, [])
  t.match(await clientCertificate(), { cert: /BEGIN CERTIFICATE/, key: /PRIVATE KEY/, ca: server.ca })
  await stop()
  await dispose()
  t.ok(await refuses(server.port))
})

t.test('a client certificate is trusted by the server, or has the fault that was asked for', async (t) => {
  await using server = await startScenario('client-cert-required-reply')
  const send = async (credential: { cert: string; key: string }) => {
    const { tls, ...options } = server.clientOptions
    const transport = nodemailer.createTransport({ ...options, requireTLS: true, tls: { ...tls, ...credential } })
    return transport.sendMail(mail)
  }
  await send(await server.clientCertificate({ name: 'probe' }))
  const established = () => server.transcript.filter(({ event }) => event === 'tls.established').at(-1)
  t.match(established(), { clientCertificate: { subject: /CN=probe/, trusted: true, problem: null } })
  for (const [fault, problem] of [
    ['expired', 'CERT_HAS_EXPIRED'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const) {
    const refused = await t.rejects(send(await server.clientCertificate({ fault })))
    t.match(refused, { responseCode: 421 })
    t.match(established(), { clientCertificate: { trusted: false, problem } })
  }
  // A client certificate names no host, so it cannot be for the wrong one.
  const impossible = await t.rejects(server.clientCertificate({ fault: 'wrong-host' }))
  t.match(impossible, { code: 'CERTIFICATE_FAULT_UNKNOWN' })
})

t.test('servers side by side have ports of their own and one authority', async (t) => {
  await using one = await startScenario('healthy')
  await using other = await startScenario('no-starttls')
  t.not(one.port, other.port)
  t.equal(one.ca, other.ca)
  await talk(one)
  t.same(other.transcript, [])
})

t.test('with caDir the authority is kept, and clients that trust it once go on trusting it', async (t) => {
  const caDir = await mkdtemp(join(tmpdir(), 'simulate-test-'))
  t.teardown(() => rm(caDir, { recursive: true }))
  await using first = await startScenario('healthy', { caDir })
  await using second = await startScenario('healthy', { caDir })
  t.equal(first.ca, second.ca)
  t.equal(first.ca.trim(), (await readFile(join(caDir, 'ca.pem'), 'utf8')).trim())
  await using elsewhere = await startScenario('healthy')
  t.not(elsewhere.ca, first.ca)
  const { tls: _, ...options } = second.clientOptions
  await nodemailer.createTransport({ ...options, requireTLS: true, tls: { ca: first.ca } }).sendMail(mail)
  t.equal(second.messages.length, 1)
})

t.test('paths in a scenario start from its file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulate-test-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await using source = await startScenario('healthy')
  const { cert, key } = await source.clientCertificate({ name: 'own.example' })
  await writeFile(join(folder, 'own.pem'), cert + key)
  const file = join(folder, 'own.yaml')
  await writeFile(file, 'scenario: 1\nserver:\n  tls: { certificate: { pem: own.pem } }\n')
  await using server = await startScenario(file)
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await client.asks('STARTTLS', '220 *')
  const secured = await client.starttls({ rejectUnauthorized: false })
  t.equal(secured.getPeerCertificate().subject.CN, 'own.example')
  await rm(join(folder, 'own.pem'))
  await t.rejects(startScenario(file), { name: 'CaError', code: 'CERTIFICATE_FILE_UNREADABLE' })
})

t.test('host, names and seed are for the one server', async (t) => {
  await using server = await startScenario('healthy', { host: '127.0.0.1', names: ['mail.example'] })
  t.equal(server.host, '127.0.0.1')
  t.equal(server.clientOptions.host, '127.0.0.1')
  const { tls, ...options } = server.clientOptions
  const transport = { ...options, requireTLS: true, tls: { ...tls, servername: 'mail.example' } }
  await nodemailer.createTransport(transport).sendMail(mail)
  t.equal(server.messages.length, 1)

  const rules = [{ on: 'NOOP', times: { chance: 0.5 }, reply: '450 4.7.1 later' }]
  const played = async (seed: number) => {
    await using chance = await startScenario({ seed: 99, server: { rules } }, { seed })
    const replies: string[] = []
    for (let session = 1; session <= 24; session++) replies.push((await talk(chance)).slice(0, 3))
    return replies.join(' ')
  }
  const one = await played(7)
  t.match(one, /250/)
  t.match(one, /450/)
  t.equal(await played(7), one)
  t.not(await played(8), one)
})

t.test('credentials are redacted unless the test asks for them', async (t) => {
  const login = 'AUTH PLAIN AGFubmEAczNjcmV0'
  await using server = await startScenario('healthy')
  await talk(server, login)
  t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0')
  await using open = await startScenario('healthy', { showSecrets: true })
  await talk(open, login)
  t.match(JSON.stringify(open.transcript), 'AGFubmEAczNjcmV0')
})
