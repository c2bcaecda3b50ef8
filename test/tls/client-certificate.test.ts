// Certificates that the server asks its clients for: asked or not, shown or not, trusted or not, refused how.
import type { ConnectionOptions, SecureVersion } from 'node:tls'
import t from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import { events, type Meeting, meet, serveTls } from './clients.ts'

const MESSAGE = [
  'EHLO client.example',
  'MAIL FROM:<a@example.com>',
  'RCPT TO:<b@example.org>',
  'DATA',
  'Subject: x\r\n\r\nx\r\n.',
  'QUIT',
]

const in12: ConnectionOptions = { maxVersion: 'TLSv1.2' }
const in13: ConnectionOptions = { minVersion: 'TLSv1.3' }
const BOTH: readonly (readonly [SecureVersion, ConnectionOptions])[] = [
  ['TLSv1.2', in12],
  ['TLSv1.3', in13],
]

/** What a client may show, and Node's code of what is wrong with it. */
const SHOWN = {
  trusted: { problem: null },
  'self-signed': { fault: 'self-signed', problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  expired: { fault: 'expired', problem: 'CERT_HAS_EXPIRED' },
  'not-yet-valid': { fault: 'not-yet-valid', problem: 'CERT_NOT_YET_VALID' },
  'untrusted-root': { fault: 'untrusted-root', problem: 'SELF_SIGNED_CERT_IN_CHAIN' },
} as const

async function shown(server: ScenarioServer, name: keyof typeof SHOWN, options: ConnectionOptions) {
  const entry = SHOWN[name]
  const { cert, key } = await server.clientCertificate('fault' in entry ? { fault: entry.fault } : {})
  return { cert, key, ciphers: 'DEFAULT:@SECLEVEL=0', ...options }
}

async function visit(server: ScenarioServer, options: ConnectionOptions, says?: readonly string[]): Promise<Meeting> {
  server.reset()
  const client = await meet(server, { ...options, ...(says && { says }) })
  await server.nextSession()
  return client
}

function received(server: ScenarioServer): string {
  return server.messages[0]?.raw.toString('latin1') ?? ''
}

t.test('a server that does not ask sees no certificate, and the header says so', async (t) => {
  await using server = await serveTls({})
  for (const [, options] of BOTH) {
    await visit(server, await shown(server, 'trusted', options), MESSAGE)
    t.match(events(server, 'tls.established'), [{ clientCertificate: null, clientCertificateAsked: false }])
    t.match(received(server), /\(No client certificate requested\)/)
  }
})

t.test('asked for and not shown: the client is served all the same', async (t) => {
  for (const verify of ['none', 'chain', 'name']) {
    await using server = await serveTls({ clientCertificate: { ask: 'request', verify } })
    for (const [version, options] of BOTH) {
      const client = await visit(server, options, MESSAGE)
      t.match(client, { version, error: '' })
      t.match(events(server, 'tls.established'), [{ clientCertificate: null, clientCertificateAsked: true }])
      t.match(received(server), /\(Client did not present a certificate\)/)
    }
  }
})

t.test('a trusted one is served and told, whatever is asked and checked', async (t) => {
  for (const ask of ['request', 'require']) {
    for (const verify of ['none', 'chain', 'name']) {
      await using server = await serveTls({ clientCertificate: { ask, verify } })
      for (const [version, options] of BOTH) {
        const client = await visit(server, await shown(server, 'trusted', options), MESSAGE)
        t.match(client, { version, error: '' }, `${ask} ${verify}`)
        t.match(events(server, 'tls.established'), [
          {
            clientCertificateAsked: true,
            clientCertificate: { subject: /CN=smtp-simulator test client/, trusted: true, problem: null },
          },
        ])
        t.match(
          received(server),
          /\(Client CN "smtp-simulator test client", Issuer "smtp-simulator test CA" \(verified OK\)\)/,
        )
        t.equal(events(server, 'tls.client-certificate-refused').length, 0)
      }
    }
  }
})

t.test('one that nobody checks is served, and told as what it is', async (t) => {
  for (const ask of ['request', 'require']) {
    await using server = await serveTls({ clientCertificate: { ask } })
    for (const [version, options] of BOTH) {
      for (const name of ['self-signed', 'expired', 'not-yet-valid', 'untrusted-root'] as const) {
        const client = await visit(server, await shown(server, name, options), MESSAGE)
        t.match(client, { version, error: '' }, name)
        const { problem } = SHOWN[name]
        t.match(events(server, 'tls.established'), [{ clientCertificate: { trusted: false, problem } }], name)
        t.match(received(server), /\(Client CN "smtp-simulator test client", Issuer "[^"]+" \(not verified\)\)/, name)
      }
    }
  }
})

t.test("a server's certificate is none for a client", async (t) => {
  await using purpose = await serveTls({ mode: 'implicit', clientCertificate: { ask: 'request', verify: 'chain' } })
  const { processAuthority } = await import('../../src/ca/authority.ts')
  const { issue } = await import('../../src/ca/certificate.ts')
  const [credential] = await issue(processAuthority(), {}, ['localhost'])
  if (!credential || !('certificatePem' in credential)) throw new Error('no PEM')
  for (const [, options] of BOTH) {
    await visit(purpose, { ...options, cert: credential.certificatePem, key: credential.keyPem })
    t.match(events(purpose, 'tls.established'), [{ clientCertificate: { trusted: false, problem: 'INVALID_PURPOSE' } }])
    t.match(events(purpose, 'tls.client-certificate-refused'), [{ problem: 'INVALID_PURPOSE', by: 'close' }])
  }
})

for (const name of ['self-signed', 'expired', 'untrusted-root'] as const) {
  t.test(`${name}, checked: the handshake completes and the connection closes without an alert`, async (t) => {
    for (const verify of ['chain', 'name']) {
      for (const ask of ['request', 'require']) {
        await using server = await serveTls({ clientCertificate: { ask, verify, refuse: 'close' } })
        for (const [version, options] of BOTH) {
          const client = await visit(server, await shown(server, name, options))
          const { problem } = SHOWN[name]
          t.match(client, { secured: true, version, heard: [] }, 'the client believed that all was well')
          t.match(events(server, 'tls.established'), [{ clientCertificate: { trusted: false, problem } }])
          t.match(events(server, 'tls.client-certificate-refused'), [{ problem, by: 'close' }])
          t.equal(events(server, 'tls.alert-sent').length, 0)
          t.equal(events(server, 'tls.failed').length, 0, 'it did not fail: it was completed and closed')
          t.equal(events(server, 'smtp.command-received').filter(({ secured }) => secured).length, 0)
        }
      }
    }
  })
}

t.test('missing where it is required: the handshake fails, on TLS 1.3 after the client thought it done', async (t) => {
  for (const clientCertificate of [
    { ask: 'require' },
    { ask: 'require', refuse: 'handshake' },
    { ask: 'require', verify: 'chain' },
    { ask: 'require', verify: 'name', refuse: 'close' },
  ]) {
    await using server = await serveTls({ clientCertificate })
    const older = await visit(server, in12)
    t.match(older, { secured: false, error: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' })
    t.match(events(server, 'tls.alert-sent'), [
      { level: 'fatal', number: 40, name: 'handshake_failure', inferred: true },
    ])
    const newer = await visit(server, in13)
    t.match(newer, { secured: true, heard: [], error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' })
    t.match(events(server, 'tls.alert-sent'), [{ number: 116, name: 'certificate_required', inferred: true }])
    t.match(events(server, 'tls.client-certificate-refused'), [{ problem: 'MISSING', by: 'handshake' }])
    t.match(events(server, 'tls.failed'), [{ reason: 'client-certificate-missing' }])
    t.equal(events(server, 'tls.established').length, 0)
  }
})

t.test('missing, required, nothing to check, and refused by closing: there is no alert', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'require', verify: 'none', refuse: 'close' } })
  for (const [version, options] of BOTH) {
    t.match(await visit(server, options), { secured: true, version, heard: [] })
    t.match(events(server, 'tls.established'), [{ clientCertificate: null, clientCertificateAsked: true }])
    t.match(events(server, 'tls.client-certificate-refused'), [{ problem: 'MISSING', by: 'close' }])
    t.equal(events(server, 'tls.alert-sent').length, 0)
  }
})

t.test('refused by reply: the next command gets 421 and the connection closes', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'require', verify: 'chain', refuse: 'reply' } })
  for (const [version, options] of BOTH) {
    const missing = await visit(server, options)
    t.match(missing, { version, error: '' })
    t.strictSame(missing.heard, ['421 4.7.1 smtp.test Error: No client certificate presented'])
    t.match(events(server, 'tls.client-certificate-refused'), [{ problem: 'MISSING', by: 'reply' }])
    const expired = await visit(server, await shown(server, 'expired', options))
    t.strictSame(expired.heard, ['421 4.7.1 smtp.test Error: Client certificate not trusted'])
    t.match(events(server, 'tls.client-certificate-refused'), [{ problem: 'CERT_HAS_EXPIRED', by: 'reply' }])
    const trusted = await visit(server, await shown(server, 'trusted', options))
    t.match(trusted.heard, [/^250 /, /^221 /])
    t.equal(events(server, 'tls.client-certificate-refused').length, 0)
  }
})

t.test('refused by reply for want of any: who shows one that nobody checks is served', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'require', refuse: 'reply' } })
  for (const [, options] of BOTH) {
    t.match((await visit(server, options)).heard, [/^421 4\.7\.1 .*No client certificate presented$/])
    t.match((await visit(server, await shown(server, 'self-signed', options))).heard, [/^250 /, /^221 /])
  }
})

t.test('asked, checked, refused by reply: only who shows a wrong one is refused', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'request', verify: 'chain', refuse: 'reply' } })
  t.match((await visit(server, {})).heard, [/^250 /, /^221 /])
  t.match((await visit(server, await shown(server, 'expired', {}))).heard, [/^421 .*not trusted$/])
})

t.test('verify: name wants one of the names, in the common name or beside it', async (t) => {
  const names = ['Probe.Example', 'another']
  await using server = await serveTls({ clientCertificate: { ask: 'require', verify: 'name', names, refuse: 'reply' } })
  for (const [name, accepted] of [
    ['probe.example', true],
    ['another', true],
    ['probe.example.com', false],
    ['x, CN=another', false],
    ['x, DNS:another', false],
  ] as const) {
    const { cert, key } = await server.clientCertificate({ name })
    const client = await visit(server, { cert, key })
    t.match(client.heard[0], accepted ? /^250 / : /^421 4\.7\.1 .*not trusted$/, name)
    const problem = accepted ? null : 'NAME_MISMATCH'
    t.match(events(server, 'tls.established'), [{ clientCertificate: { trusted: accepted, problem } }], name)
  }
})

t.test('a name that would draw on the terminal is escaped, and cut', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'request' } })
  const { cert, key } = await server.clientCertificate({ name: 'a\u001b[31m\u00e9\u4e2d' })
  await visit(server, { cert, key })
  const [established] = events(server, 'tls.established')
  const subject = established?.clientCertificate?.subject ?? ''
  t.match(subject, /CN=a\\x1b\[31m/)
  t.match(subject, /^[\x20-\x7e]+$/)
})

t.test('a client certificate whose times are none is an event like any other', async (t) => {
  await using server = await serveTls({ clientCertificate: { ask: 'request', verify: 'none' } })
  const { cert, key } = await server.clientCertificate()
  const der = Buffer.from(cert.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  // notAfter, the second UTCTime (RFC 5280 section 4.1.2.5.1), turned into letters.
  const at = der.indexOf(Buffer.from([0x17, 13]), der.indexOf(Buffer.from([0x17, 13])) + 15) + 2
  der.write('zzzzzzzzzzzzZ', at, 'latin1')
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  const client = await visit(server, { cert: pem, key })
  t.match(client.heard, [/^250 /, /^221 /])
  t.match(events(server, 'tls.established'), [{ clientCertificate: { trusted: false, validTo: '' } }])
  t.equal(events(server, 'session.failed').length, 0)
})

t.test('a refusal in the handshake of an untrusted one is more than OpenSSL under Node can do', async (t) => {
  const clientCertificate = { ask: 'require', verify: 'chain', refuse: 'handshake' }
  await t.rejects(serveTls({ clientCertificate, engine: 'openssl' }), {
    name: 'ScenarioError',
    message: /SCENARIO_REFUSAL_NEEDS_SCRIPTED/,
  })
  await t.rejects(serveTls({ clientCertificate, versions: ['TLSv1.3'] }), {
    code: 'CANNOT_SERVE',
    message: /refuses an untrusted client certificate only by closing.*the scripted TLS engine does not speak TLSv1\.3/,
  })
  await using server = await serveTls({ clientCertificate, versions: ['TLSv1.2'] })
  t.match(server.transcript[0], { event: 'tls.engine-chosen', engine: 'scripted', because: /only by closing/ })
})
