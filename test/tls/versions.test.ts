// Which version comes out of what the server serves and a client speaks.
import type { SecureVersion } from 'node:tls'
import t from 'tap'
import { events, meet, serveTls } from './clients.ts'

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies readonly SecureVersion[]
type Version = (typeof VERSIONS)[number]

const only = (version: SecureVersion) => ({
  minVersion: version,
  maxVersion: version,
  ciphers: 'DEFAULT:@SECLEVEL=0',
})

/** The newest served version that is not above what the hello names (RFC 5246 appendix E.1). */
function answered(served: readonly Version[], client: Version): Version | undefined {
  if (client === 'TLSv1.3') return served.find((version) => version === client)
  return served.filter((version) => VERSIONS.indexOf(version) <= VERSIONS.indexOf(client)).at(-1)
}

const SERVED: readonly Version[][] = [
  ...VERSIONS.map((version) => [version]),
  ['TLSv1', 'TLSv1.2'],
  ['TLSv1', 'TLSv1.3'],
  ['TLSv1.1', 'TLSv1.3'],
  [...VERSIONS],
]

for (const mode of ['starttls', 'implicit'] as const) {
  for (const served of SERVED) {
    t.test(`over ${mode} a server of ${served.join(', ')} serves these and no other`, async (t) => {
      await using server = await serveTls({ mode, versions: served })
      for (const version of VERSIONS) {
        server.reset()
        const client = await meet(server, only(version))
        await server.nextSession()
        const answer = answered(served, version)
        const [failed] = events(server, 'tls.failed')
        if (answer === version) {
          t.match(client, { secured: true, version, heard: [/^250 /, /^221 /], error: '' }, version)
          t.match(events(server, 'tls.established'), [{ version, clientCertificateAsked: false }], version)
          t.notOk(failed, version)
          continue
        }
        t.notOk(client.secured, version)
        t.equal(events(server, 'tls.established').length, 0, version)
        if (answer) {
          // The server answers with an older one, and it is the client that says no: in a record of its own version,
          // which OpenSSL does not read. So there is no alert to tell of.
          t.match(failed, { reason: 'no-common-version', detail: /^ERR_SSL_WRONG_VERSION_NUMBER / }, version)
          t.equal(events(server, 'tls.alert-sent').length, 0, version)
        } else {
          t.equal(client.error, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', version)
          t.match(events(server, 'tls.alert-sent'), [
            { level: 'fatal', number: 70, name: 'protocol_version', inferred: true },
          ])
          t.match(failed, { reason: 'no-common-version', detail: /^ERR_SSL_UNSUPPORTED_PROTOCOL / })
        }
      }
    })
  }
}

t.test('a client of several versions gets the newest that is served, across a gap', async (t) => {
  await using server = await serveTls({ versions: ['TLSv1', 'TLSv1.2'] })
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
    const client = await meet(server, { minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT:@SECLEVEL=0' })
    t.equal(client.version, 'TLSv1.2', `up to ${maxVersion}`)
  }
})

t.test('a client that is put below its best across a gap sees the mark of a downgrade attack', async (t) => {
  // RFC 8446 section 4.1.3: the last bytes of the server's random say that it speaks TLS 1.2.
  await using server = await serveTls({ versions: ['TLSv1', 'TLSv1.2'] })
  const client = await meet(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' })
  await server.nextSession()
  t.equal(client.error, 'ERR_SSL_INAPPROPRIATE_FALLBACK')
  t.match(events(server, 'tls.failed'), [{ reason: 'no-common-version' }])
})

t.test('the version of a session is the negotiated one, not the oldest of its suite', async (t) => {
  // AES128-SHA is a suite of SSLv3; Node's getCipher().version says so.
  await using server = await serveTls({ versions: ['TLSv1.2'], ciphers: ['AES128-SHA'] })
  await meet(server, { ciphers: 'AES128-SHA' })
  t.match(await server.nextSession(), { tlsVersion: 'TLSv1.2', cipher: 'AES128-SHA' })
})

t.test('versions without a suite in the list are not served', async (t) => {
  await using server = await serveTls({ versions: ['TLSv1.2', 'TLSv1.3'], ciphers: ['AES128-SHA256'] })
  const newer = await meet(server, { minVersion: 'TLSv1.3' })
  t.equal(newer.error, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  const both = await meet(server, { ciphers: 'DEFAULT' })
  t.match(both, { version: 'TLSv1.2', cipher: 'AES128-SHA256' })
})

t.test('OpenSSL under Node has no SSLv3, and the scenario is told so', async (t) => {
  await t.rejects(serveTls({ versions: ['SSLv3', 'TLSv1.2'], engine: 'openssl' }), {
    name: 'EnvironmentError',
    code: 'CANNOT_SERVE',
    message: /OpenSSL under Node cannot serve SSLv3\./,
  })
})
