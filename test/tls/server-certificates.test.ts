// Each certificate fault by its name in a scenario: what a Node client says to it.
import type { ConnectionOptions } from 'node:tls'
import t from 'tap'
import { type FaultName, faultsOf } from '../../src/ca/faults/index.ts'
import { events, meet, serveTls } from './clients.ts'

const in12: ConnectionOptions = { maxVersion: 'TLSv1.2' }
const in13: ConnectionOptions = { minVersion: 'TLSv1.3' }

/** Node's code of X509_V_ERR_..., or its text, at the security level of 1 that Node has; '' where the client goes on. */
const EXPECTED: Readonly<Partial<Record<FaultName, string>>> = {
  expired: 'CERT_HAS_EXPIRED',
  'not-yet-valid': 'CERT_NOT_YET_VALID',
  'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'untrusted-root': 'SELF_SIGNED_CERT_IN_CHAIN',
  'wrong-host': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'wrong-host-address': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'incomplete-chain': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'reversed-chain': '',
  sha1: 'CA signature digest algorithm too weak',
  md5: 'CA signature digest algorithm too weak',
  rsa512: 'EE certificate key too weak',
  rsa1024: '',
  'no-san': '',
  'no-common-name': '',
  'no-subject': '',
  '1000-sans': '',
  '10000-sans': 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
  // Node checks no revocation unless it is given a CRL.
  revoked: '',
  // Node knows no DANE.
  'outdated-tlsa': '',
  demo: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'client-purpose': 'INVALID_PURPOSE',
}

/** Too large to be read at all, whatever the client thinks of certificates: the handshake never gets that far. */
const UNREADABLE = '10000-sans'

for (const { name } of faultsOf('server')) {
  t.test(`certificate: ${name}`, async (t) => {
    await using server = await serveTls({ certificate: name })
    for (const [version, options] of [
      ['TLSv1.2', in12],
      ['TLSv1.3', in13],
    ] as const) {
      // RSA-PSS, the only RSA of TLS 1.3, does not fit into 512 bits (RFC 8446 section 4.2.3).
      if (name === 'rsa512' && version === 'TLSv1.3') continue
      server.reset()
      const client = await meet(server, options)
      await server.nextSession()
      t.equal(client.error, EXPECTED[name], version)
      t.strictSame(
        client.heard.map((line) => line.slice(0, 3)),
        EXPECTED[name] === '' ? ['250', '221'] : [],
      )
      if (name === UNREADABLE) t.match(events(server, 'tls.alert-received'), [{ name: 'illegal_parameter' }])
      else if (EXPECTED[name] === '' || version === 'TLSv1.2') t.match(events(server, 'tls.established'), [{ version }])
      else t.match(events(server, 'tls.failed'), [{ reason: /^client-(closed|alert)$/ }])
    }
    if (name === UNREADABLE) return
    const careless = await meet(server, { rejectUnauthorized: false, ciphers: 'DEFAULT:@SECLEVEL=0', ...in12 })
    t.match(careless, { secured: true, heard: [/^250 /, /^221 /], error: '' }, 'who does not check is served')
  })
}

t.test('rsa512 fails on TLS 1.3, since no signature of it fits', async (t) => {
  await using server = await serveTls({ certificate: 'rsa512' })
  const client = await meet(server, { ...in13, rejectUnauthorized: false, ciphers: 'DEFAULT:@SECLEVEL=0' })
  t.match(client, { secured: false, alert: 40 })
  t.match(events(server, 'tls.alert-sent'), [{ number: 40, name: 'handshake_failure' }])
  t.match(events(server, 'tls.failed'), [{ reason: 'no-common-suite', detail: /NO_SUITABLE_SIGNATURE_ALGORITHM/ }])
})

t.test('one kind of key serves the clients of that kind and fails the others', async (t) => {
  for (const [key, suite, other] of [
    ['rsa', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['ecdsa', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ] as const) {
    await using server = await serveTls({ certificate: { key } })
    t.match(await meet(server, { ...in12, ciphers: suite }), { key, error: '' })
    t.match(await meet(server, { ...in12, ciphers: other }), { secured: false, alert: 40 })
    t.match(events(server, 'tls.failed'), [{ reason: 'no-common-suite' }])
  }
})
