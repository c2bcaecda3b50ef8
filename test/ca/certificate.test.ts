import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames, withFault } from '../../src/ca/certificate.ts'
import { healthyServerRecipe } from '../../src/ca/recipe.ts'
import { handshake } from './handshake.ts'
import { leafOf, OID, pemOf, readBack } from './read-back.ts'

const authority = createAuthority()
const names = serverNames('smtp.test')
const DAY_MS = 24 * 60 * 60 * 1000

t.test('the default serves clients that know only RSA suites and clients that know only ECDSA suites', async (t) => {
  const credentials = await issue(authority, {}, names)
  t.match(credentials, [{ kind: 'rsa' }, { kind: 'ecdsa' }])
  const ca = await authority.certificatePem()
  for (const ciphers of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'AES128-SHA']) {
    const seen = await handshake(credentials, { ca, ciphers, maxVersion: 'TLSv1.2' })
    t.match(seen, { verdict: 'authorized', cipher: ciphers, version: 'TLSv1.2' })
  }
  t.match(await handshake(credentials, { ca, minVersion: 'TLSv1.3' }), { verdict: 'authorized', version: 'TLSv1.3' })
  const old = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
  t.match(await handshake(credentials, old, { minVersion: 'TLSv1' }), { verdict: 'authorized', version: 'TLSv1' })
})

t.test('a healthy certificate is what RFC 5280 and strict clients ask for', async (t) => {
  for (const credential of await issue(authority, {}, names)) {
    const { node, signature, extensions, critical } = leafOf(credential)
    t.equal(node.subject, 'O=smtp-simulator\nCN=localhost')
    t.equal(node.issuer, 'CN=smtp-simulator test CA')
    t.equal(node.subjectAltName, 'DNS:localhost, DNS:smtp.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    t.same(node.keyUsage, [OID.serverAuth])
    t.equal(node.ca, false)
    t.equal(signature, OID.sha256)
    t.same(critical, [OID.basicConstraints, OID.keyUsage])
    t.ok(extensions.includes(OID.subjectKeyId) && extensions.includes(OID.authorityKeyId))
    t.ok(Date.parse(node.validFrom) < Date.now() - DAY_MS / 2)
    t.equal(readBack(pemOf(credential)).length, 1)
  }
})

t.test('the same recipe is made once per authority', async (t) => {
  const [first, again, alsoEmpty, other] = await Promise.all([
    issue(authority, {}, names),
    issue(authority, {}, [...names]),
    issue(authority, { key: 'rsa+ecdsa' }, names),
    issue(createAuthority(), {}, names),
  ])
  t.equal(first[0], again[0])
  t.equal(first[1], alsoEmpty[1])
  t.not(pemOf(first[0]), pemOf(other[0]))
})

t.test('names of the specification stand in place of the server ones', async (t) => {
  const [credential] = await issue(authority, { names: ['*.mail.example', '10.1.2.3', 'bücher.example'] }, names)
  const { node } = leafOf(credential)
  t.equal(node.subjectAltName, 'DNS:*.mail.example, IP Address:10.1.2.3, DNS:xn--bcher-kva.example')
  t.match(node.subject, /CN=\*\.mail\.example$/)
  t.same(serverNames('localhost', ['mx.test']), ['localhost', 'mx.test', '127.0.0.1', '::1'])
})

t.test('a name with the signs of a distinguished name is one name', async (t) => {
  const [credential] = await issue(authority, { names: ['a,O=b+c="d"'], key: 'ecdsa' }, names)
  t.same(leafOf(credential).node.toLegacyObject().subject, { O: 'smtp-simulator', CN: 'a,O=b+c="d"' })
})

t.test('a name too long for a common name stands in the SAN only', async (t) => {
  const long = `${'a'.repeat(60)}.smtp.test`
  const { node } = leafOf((await issue(authority, { names: [long], key: 'ecdsa' }, names))[0])
  t.equal(node.subjectAltName, `DNS:${long}`)
  t.equal(node.subject, 'O=smtp-simulator')
})

t.test('key, signature and days are as the specification says', async (t) => {
  const [long, ...none] = await issue(authority, { key: 'rsa', signature: 'sha512', days: 400 }, names)
  t.same(none, [])
  t.equal(leafOf(long).signature, OID.sha512)
  t.ok(Math.abs(Date.parse(leafOf(long).node.validTo) - Date.now() - 400 * DAY_MS) < 60_000)
  t.match(await issue(authority, { key: 'ecdsa' }, names), [{ kind: 'ecdsa' }])
  t.match(await issue(authority, { signature: 'md5' }, names), [{ kind: 'rsa' }])
  t.equal((await issue(authority, { signature: 'md5' }, names)).length, 1)
})

t.test('what is sent of a chain is as the specification says', async (t) => {
  const ca = await authority.certificatePem()
  const cases = [
    ['full', ['localhost', 'intermediate CA'], 'authorized'],
    ['with-root', ['localhost', 'intermediate CA', 'test CA'], 'authorized'],
    ['leaf', ['localhost'], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['reversed', ['localhost', 'test CA', 'intermediate CA'], 'authorized'],
  ] as const
  for (const [chain, ends, verdict] of cases) {
    const credentials = await issue(authority, { chain }, names)
    const subjects = readBack(pemOf(credentials[0])).map(({ node }) => node.subject)
    t.equal(subjects.length, ends.length)
    t.ok(
      subjects.every((subject, index) => subject.endsWith(ends[index] ?? '?')),
      subjects.join(' | '),
    )
    t.match(await handshake(credentials, { ca }), { verdict }, chain)
  }
})

t.test('a fault that is not known is told, also when it is the healthy one', (t) => {
  const recipe = healthyServerRecipe(names)
  t.equal(withFault(recipe, undefined), recipe)
  for (const name of ['valid', 'expird', 'toString']) {
    t.throws(() => withFault(recipe, name), { code: 'CERTIFICATE_FAULT_UNKNOWN', nextStep: /expired, not-yet-valid/ })
  }
  t.end()
})
