import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { CLIENT_FAULTS, type ClientCertificate, issueClientCertificate } from '../../src/ca/client-certificate.ts'
import { handshake, type Seen } from './handshake.ts'
import { OID, readBack } from './read-back.ts'

const authority = createAuthority()

async function shown({ cert, key, ca }: ClientCertificate): Promise<Seen> {
  const server = { requestCert: true, rejectUnauthorized: false, ca }
  const credentials = await issue(authority, {}, serverNames('smtp.test'))
  return handshake(credentials, { cert, key, ca, ciphers: 'DEFAULT:@SECLEVEL=0', maxVersion: 'TLSv1.2' }, server)
}

t.test('a healthy client certificate is accepted, and made once', async (t) => {
  const certificate = await issueClientCertificate(authority)
  const [leaf] = readBack(certificate.cert)
  t.same(leaf?.node.keyUsage, [OID.clientAuth])
  t.match(leaf?.node.subject, /CN=smtp-simulator test client$/)
  t.equal(certificate.ca, await authority.certificatePem())
  t.match(await shown(certificate), { verdict: 'authorized', clientVerdict: 'authorized' })
  t.same(await issueClientCertificate(authority), certificate)
})

t.test('a client certificate carries the name that was asked for, a host name also in the SAN', async (t) => {
  const [person] = readBack((await issueClientCertificate(authority, { name: 'Ann, the admin' })).cert)
  t.match(person?.node.toLegacyObject().subject, { CN: 'Ann, the admin' })
  t.equal(person?.node.subjectAltName, undefined)
  const [host] = readBack((await issueClientCertificate(authority, { name: 'probe.example' })).cert)
  t.equal(host?.node.subjectAltName, 'DNS:probe.example')
})

t.test('each fault of a client certificate is what the server sees', async (t) => {
  const expected: Record<string, string> = {
    expired: 'CERT_HAS_EXPIRED',
    'not-yet-valid': 'CERT_NOT_YET_VALID',
    'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
    'untrusted-root': 'SELF_SIGNED_CERT_IN_CHAIN',
    'incomplete-chain': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'reversed-chain': 'authorized',
    sha1: 'authorized',
    md5: 'authorized',
    rsa512: 'authorized',
    rsa1024: 'authorized',
    'server-purpose': 'INVALID_PURPOSE',
  }
  t.same(CLIENT_FAULTS.map(({ name }) => name).sort(), Object.keys(expected).sort())
  for (const { name } of CLIENT_FAULTS) {
    const certificate = await issueClientCertificate(authority, { fault: name })
    t.match(await shown(certificate), { clientVerdict: expected[name] }, name)
  }
})

t.test('a fault that only a server can have is told', async (t) => {
  const expected = { code: 'CERTIFICATE_FAULT_UNKNOWN', nextStep: /Take one of expired/ }
  await t.rejects(issueClientCertificate(authority, { fault: 'wrong-host' }), expected)
})
