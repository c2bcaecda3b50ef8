// The peers themselves, against the layer of OpenSSL: what they report is what happened, and they fail where they must.
import { connect, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { exits, run } from './client.ts'
import { messageOf } from './peers/message.ts'
import { type Delivery, PEERS, type PeerName } from './peers/peer.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'
import { nextSession } from './session.ts'

const SUITE = 'TLS_RSA_WITH_AES_128_CBC_SHA'
const OTHER_SUITE = 'TLS_RSA_WITH_AES_256_CBC_SHA'

/** In each stack's own words. */
const UNTRUSTED: Readonly<Record<PeerName, string | RegExp>> = {
  jsse: 'unable to find valid certification path to requested target',
  gnutls: 'The certificate issuer is unknown.',
  openssl: 'verify error:num=19:self-signed certificate in certificate chain',
  go: 'x509: certificate signed by unknown authority',
  mbedtls: /^handshake: -0x2700 X509 - Certificate verification failed/,
}
const WRONG_HOST: Readonly<Record<PeerName, string | RegExp>> = {
  jsse: 'No subject alternative DNS name matching localhost found.',
  gnutls: 'The name in the certificate does not match the expected.',
  openssl: 'verify error:num=62:hostname mismatch',
  go: 'x509: certificate is valid for wrong.host.invalid, not localhost',
  mbedtls: /^handshake: -0x2700 X509 - Certificate verification failed/,
}

const BROKEN_WHILE_WRITING: Readonly<Partial<Record<PeerName, RegExp>>> = {
  jsse: /Broken pipe|Connection reset/,
  mbedtls: /^handshake: -0x00(50|4E) NET - /,
}

function serverWith(tls: object, more: object = {}): Promise<ScenarioServer> {
  const usual = { engine: 'openssl', versions: ['TLSv1.2'], ciphers: [SUITE] }
  return startScenario({ server: { tls: { ...usual, ...tls }, ...more } })
}

function deliver(peer: PeerName, server: ScenarioServer, more: Partial<Delivery> = {}) {
  return runPeer(peer, { port: server.port, version: 'TLSv1.2', suite: SUITE, ca: server.ca, ...more })
}

for (const peer of PEERS) {
  t.test(peer, async (t) => {
    const test = (title: string, body: (t: Test) => Promise<void>) => t.test(title, requirePeer(peer, body))

    test('a large message arrives as it was sent', async (t) => {
      await using server = await serverWith({})
      const result = await deliver(peer, server, { bodyBytes: 1_000_000 })
      t.match(result, { delivered: true, version: 'TLSv1.2', suite: SUITE, error: null })
      t.equal(server.messages.length, 1)
      t.ok(server.messages[0]?.raw.toString('latin1').endsWith(messageOf(1_000_000)))
      t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO* MAIL* RCPT* DATA* QUIT*')
    })

    test('a message that is refused is not delivered', async (t) => {
      await using server = await serverWith({}, { rules: [{ on: 'message', reply: '554 5.6.0 Not this one' }] })
      const result = await deliver(peer, server)
      t.match(result, { delivered: false, version: 'TLSv1.2', suite: SUITE, alert: null })
      t.match(result.error, 'reply: 554 5.6.0 Not this one')
      t.same(server.messages, [])
    })

    test('an authority that is not trusted is refused, an unchecked one is not', async (t) => {
      await using server = await serverWith({ certificate: { fault: 'untrusted-root' } })
      const result = await deliver(peer, server)
      t.match(result, { delivered: false, alert: null })
      t.match(result.error, UNTRUSTED[peer])
      t.same(server.messages, [])
      const { ca: _, ...unchecked } = { port: server.port, version: 'TLSv1.2', suite: SUITE, ca: server.ca } as const
      t.match(await runPeer(peer, unchecked), { delivered: true })
    })

    test('a certificate for another host is refused', async (t) => {
      await using server = await serverWith({ certificate: { fault: 'wrong-host' } })
      const result = await deliver(peer, server)
      t.match(result, { delivered: false, alert: null })
      t.match(result.error, WRONG_HOST[peer])
      t.same(server.messages, [])
    })

    test('the alert of the server is told by its number', async (t) => {
      await using server = await serverWith({ versions: ['TLSv1.1', 'TLSv1.2'] })
      t.match(await deliver(peer, server, { suite: OTHER_SUITE }), { delivered: false, suite: null, alert: 40 })
      t.match(await deliver(peer, server, { version: 'TLSv1' }), { delivered: false, version: null, alert: 70 })
    })

    test('versions and suites are offered as they were asked for, no others', async (t) => {
      await using server = await serverWith({ versions: ['TLSv1', 'TLSv1.1'], ciphers: [OTHER_SUITE] })
      const result = await deliver(peer, server, { version: 'TLSv1', upTo: 'TLSv1.2', suite: [SUITE, OTHER_SUITE] })
      t.match(result, { delivered: true, version: 'TLSv1.1', suite: OTHER_SUITE })
      const { hello } = (await nextSession(server)).the('tls.hello-received')
      t.equal(hello.helloVersion, 'TLSv1.2')
      t.same(
        hello.suites.filter((suite) => !suite.endsWith('_SCSV')),
        [SUITE, OTHER_SUITE],
      )
      t.ok(hello.versions.every((version) => ['TLSv1', 'TLSv1.1', 'TLSv1.2'].includes(version)))
    })

    test('a client certificate is shown to a server that asks, whatever it thinks of it', async (t) => {
      await using server = await serverWith({ clientCertificate: { ask: 'require', verify: 'chain' } })
      const trusted = await server.clientCertificate()
      t.match(await deliver(peer, server, { clientCertificate: trusted }), { delivered: true })
      const { clientCertificate } = (await nextSession(server)).the('tls.established')
      t.match(clientCertificate, { trusted: true, problem: null })

      const missing = await deliver(peer, server)
      t.match(missing, { delivered: false })
      // Who writes its flight message by message is still writing when the server has closed, and may lose the alert.
      const lost = missing.alert === null ? BROKEN_WHILE_WRITING[peer] : undefined
      if (lost) t.match(missing.error, lost)
      else t.equal(missing.alert, 40)
      t.match((await nextSession(server)).the('tls.client-certificate-refused'), { problem: 'MISSING' })

      const untrusted = await server.clientCertificate({ fault: 'untrusted-root' })
      t.match(await deliver(peer, server, { clientCertificate: untrusted }), { delivered: false })
      const refused = (await nextSession(server)).the('tls.client-certificate-refused')
      t.match(refused, { problem: 'SELF_SIGNED_CERT_IN_CHAIN' })
    })

    test('a server that ends without close_notify is told from one that does not', async (t) => {
      await using server = await serverWith({})
      const port = await withoutCloseNotify(t, server)
      t.match(await deliver(peer, server, { port }), { delivered: true, end: peer === 'go' ? null : 'cut' })
      const whole = await deliver(peer, server)
      t.match(whole, { delivered: true, end: peer === 'go' ? null : 'close_notify' })
    })

    test('a server that says nothing is waited for as long as was asked', async (t) => {
      await using server = await serverWith({ handshake: 'hang' })
      const result = await deliver(peer, server, { patienceMs: 300 })
      t.match(result, { delivered: false, version: null, alert: null, error: /./ })
    })

    test('what the stack has not got is an error before anything is sent', async (t) => {
      await using server = await serverWith({})
      const suite = 'TLS_RSA_WITH_IDEA_CBC_SHA'
      await t.rejects(deliver(peer, server, { suite }), { name: 'CannotError', message: `no suite ${suite}` })
      if (peer !== 'jsse') {
        await t.rejects(deliver(peer, server, { version: 'SSLv3' }), { name: 'CannotError', message: /SSLv3/ })
        await t.rejects(deliver(peer, server, { sslv2Hello: true }), { name: 'CannotError', message: /SSLv2/ })
      }
      t.same(server.sessions, [])
    })
  })
}

t.test(
  'jsse starts with a hello in the frame of SSLv2 when it is asked to',
  requirePeer('jsse', async (t) => {
    await using server = await serverWith({})
    await deliver('jsse', server, { sslv2Hello: true })
    t.match((await nextSession(server)).the('tls.hello-received').hello, { framing: 'sslv2' })
    await deliver('jsse', server)
    t.match((await nextSession(server)).the('tls.hello-received').hello, { framing: 'tls' })
  }),
)

t.test('a body has the size that was asked for, in lines that SMTP takes as they are', async (t) => {
  const empty = messageOf(2).length - 2
  for (let bytes = 2; bytes < 200; bytes++) {
    const message = messageOf(bytes)
    t.equal(message.length - empty, bytes)
    t.ok(message.endsWith('\r\n'))
    for (const line of message.split('\r\n')) t.match(line, /^(?!\.)[\x20-\x7e]{0,78}$/)
  }
  t.throws(() => messageOf(1), RangeError)
})

t.test(
  'one delivery by hand',
  requirePeer('openssl', async (t) => {
    const deliverByHand = (...args: string[]) =>
      run(process.execPath, ['--import=tsx', new URL('peers/deliver.ts', import.meta.url).pathname, ...args])
    await using server = await serverWith({})
    const address = `localhost:${server.port}`
    const delivered = await deliverByHand('openssl', address, 'TLSv1.2', SUITE)
    exits(t, delivered, 0)
    t.match(JSON.parse(delivered.stdout), { delivered: true, version: 'TLSv1.2', suite: SUITE })
    const refused = await deliverByHand('openssl', address, 'TLSv1.2', OTHER_SUITE)
    exits(t, refused, 1)
    t.match(JSON.parse(refused.stdout), { delivered: false, alert: 40 })
    exits(t, await deliverByHand('openssl', address, 'TLSv9', SUITE), 2)
  }),
)

/** A port in front of the server that lets everything through but its alerts, whose place is behind the handshake. */
async function withoutCloseNotify(t: Test, server: ScenarioServer): Promise<number> {
  const proxy = createServer((client) => {
    const behind = connect(server.port, 'localhost')
    let secured = false
    let unread = Buffer.alloc(0)
    client.pipe(behind)
    client.on('error', () => {})
    behind.on('error', () => {})
    behind.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk])
      // The first byte of a record, 20 to 23, is none that a reply of SMTP starts with.
      secured ||= unread[0] === 22
      if (!secured) {
        client.write(unread)
        unread = Buffer.alloc(0)
      }
      while (secured && unread.length >= 5 && unread.length >= 5 + unread.readUInt16BE(3)) {
        const record = unread.subarray(0, 5 + unread.readUInt16BE(3))
        unread = unread.subarray(record.length)
        if (record[0] !== 21) client.write(record)
      }
    })
    behind.on('end', () => client.end())
  })
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve))
  t.teardown(() => proxy.close())
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return address.port
}
