// What the server sees of a client that does not like its certificate (DESIGN.md section 9).
import { once } from 'node:events'
import { connect } from 'node:tls'
import t from 'tap'
import { askForTls, dial, events, meet, readAll, sendRaw, serveTls, story } from './clients.ts'
import { recorded } from './wire/hellos.ts'

for (const mode of ['starttls', 'implicit'] as const) {
  t.test(
    `over ${mode} a Node client refuses on TLS 1.2: the handshake completes, then it closes without a word`,
    async (t) => {
      await using server = await serveTls({ mode, certificate: 'self-signed' })
      const client = await meet(server, { maxVersion: 'TLSv1.2' })
      const session = await server.nextSession()
      t.match(client, { secured: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      t.strictSame(story(server), ['tls.hello-received', 'tls.established', 'session.closed'])
      t.equal(session.closedBy, 'client')
      t.equal(events(server, 'smtp.command-received').filter(({ secured }) => secured).length, 0)
    },
  )

  t.test(
    `over ${mode} a Node client refuses on TLS 1.3: it closes inside the handshake, without an alert`,
    async (t) => {
      await using server = await serveTls({ mode, certificate: 'self-signed' })
      const client = await meet(server, { minVersion: 'TLSv1.3' })
      await server.nextSession()
      t.match(client, { secured: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      t.strictSame(story(server), ['tls.hello-received', 'tls.failed', 'session.closed'])
      t.match(events(server, 'tls.failed'), [{ reason: 'client-closed' }])
    },
  )
}

t.test('a Node client that resets on TLS 1.3 looks the same', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  const plain = await dial(server.port)
  const socket = connect({
    socket: plain,
    servername: 'localhost',
    minVersion: 'TLSv1.3',
    checkServerIdentity: () => undefined,
  })
  socket.on('error', () => plain.resetAndDestroy())
  await once(socket, 'error').catch(() => {})
  await server.nextSession()
  t.match(events(server, 'tls.failed'), [{ reason: 'client-closed' }])
  t.notOk(events(server, 'tls.established').length)
})

t.test('silence is not refusal: a client that verifies well and says nothing closes in the same way', async (t) => {
  await using server = await serveTls({})
  for (const options of [{ maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }] as const) {
    server.reset()
    const client = await meet(server, { ...options, says: [] })
    await server.nextSession()
    t.match(client, { secured: true, error: '' })
    t.strictSame(story(server), ['tls.hello-received', 'tls.established', 'session.closed'])
  }
})

/** Alerts that OpenSSL, Python and curl send about certificates, and others that only a registry knows. */
const ALERTS = [
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [48, 'unknown_ca'],
  [40, 'handshake_failure'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [90, 'user_canceled'],
  [113, 'bad_certificate_status_response'],
  [112, 'unrecognized_name'],
] as const

for (const [number, name] of ALERTS) {
  t.test(`alert ${number} ${name} of a client is received by number and name`, async (t) => {
    await using server = await serveTls({ mode: 'implicit' })
    await sendRaw(server, recorded('openssl-tls12'), Buffer.from([21, 3, 3, 0, 2, 2, number]))
    await server.nextSession()
    t.strictSame(story(server), ['tls.hello-received', 'tls.alert-received', 'tls.failed', 'session.closed'])
    t.match(events(server, 'tls.alert-received'), [{ level: 'fatal', number, name, inferred: true }])
    t.match(events(server, 'tls.failed'), [{ reason: 'client-alert' }])
  })
}

t.test(
  'an alert that OpenSSL has no words for is swallowed by Node: what is left is that the client went',
  async (t) => {
    await using server = await serveTls({ mode: 'implicit' })
    const plain = await dial(server.port)
    plain.end(Buffer.concat([recorded('openssl-tls12'), Buffer.from([21, 3, 3, 0, 2, 2, 117])]))
    await readAll(plain)
    await server.nextSession()
    t.strictSame(story(server), ['tls.hello-received', 'tls.failed', 'session.closed'])
    t.match(events(server, 'tls.failed'), [{ reason: 'client-closed' }])
  },
)

t.test('an alert in place of a ClientHello is received once', async (t) => {
  await using server = await serveTls({})
  const plain = await dial(server.port)
  await askForTls(plain)
  plain.write(Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([21, 3, 1, 0, 2, 2, 48]))))
  await readAll(plain)
  await server.nextSession()
  t.match(events(server, 'tls.alert-received'), [{ number: 48, name: 'unknown_ca', inferred: false }])
  t.equal(events(server, 'tls.alert-received').length, 1)
  t.match(events(server, 'tls.hello-unreadable'), [{ reason: 'alert 48 unknown_ca instead of a ClientHello' }])
})

t.test('close_notify inside the handshake is a client that goes away', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  await sendRaw(server, recorded('openssl-tls12'), Buffer.from([21, 3, 3, 0, 2, 1, 0]))
  await server.nextSession()
  t.match(events(server, 'tls.failed'), [{ reason: 'client-closed' }])
})
