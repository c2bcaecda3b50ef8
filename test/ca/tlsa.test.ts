// TLSA digests against those that openssl makes of the same certificates.
import { execFileSync } from 'node:child_process'
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { type CertificateSpec, issue } from '../../src/ca/certificate.ts'
import { certificatesIn } from '../../src/ca/der.ts'
import { toPkcs12 } from '../../src/ca/pkcs12.ts'
import { tlsaDigests } from '../../src/ca/tlsa.ts'

const authority = createAuthority()
const names = ['smtp.test']

/** SHA-256 of the SubjectPublicKeyInfo, as RFC 6698 section 2.1 wants it, by another implementation. */
function digestByOpenssl(certificate: string): string {
  const key = execFileSync('openssl', ['x509', '-noout', '-pubkey'], { input: certificate })
  const der = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'der'], { input: key })
  return execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: der }).toString().slice(0, 64)
}

/** `usage key sent` of the records. */
async function told(spec: CertificateSpec): Promise<string[]> {
  const digests = await tlsaDigests(authority, spec, names)
  return digests.map(({ usage, key, sent }) => `${usage} ${key}${sent ? '' : ' (not sent)'}`)
}

t.test('a healthy server: each of its keys, and the root that signed them', async (t) => {
  const digests = await tlsaDigests(authority, {}, names)
  const shown = (await issue(authority, {}, names)).map((each) => ('certificatePem' in each ? each.certificatePem : ''))
  const expected = [...shown, await authority.certificatePem()].map(digestByOpenssl)
  t.same(
    digests.map(({ data }) => data),
    expected,
  )
  t.same(await told({}), ['3 rsa', '3 ecdsa', '2 authority (not sent)'])
  for (const digest of digests) t.match(digest, { selector: 1, matching: 1, data: /^[0-9a-f]{64}$/ })
})

t.test('the record of an authority is that of the top of what is sent', async (t) => {
  const digests = await tlsaDigests(authority, { key: 'ecdsa', chain: 'full' }, names)
  const [sent] = await issue(authority, { key: 'ecdsa', chain: 'full' }, names)
  const [, intermediate = ''] = certificatesIn(sent && 'certificatePem' in sent ? sent.certificatePem : '')
  t.equal(digests.at(-1)?.data, digestByOpenssl(intermediate))
  t.same(await told({ key: 'rsa', chain: 'full' }), ['3 rsa', '2 authority'])
  t.same(await told({ key: 'rsa', chain: 'with-root' }), ['3 rsa', '2 authority'])
  t.same(await told({ fault: 'incomplete-chain', key: 'rsa' }), ['3 rsa', '2 authority (not sent)'])
  t.same(await told({ fault: 'self-signed', key: 'rsa' }), ['3 rsa'], 'no authority, no record of one')
})

t.test('outdated records name neither the key nor the authority of today', async (t) => {
  const today = (await tlsaDigests(authority, { chain: 'with-root' }, names)).map(({ data }) => data)
  const before = await tlsaDigests(authority, { fault: 'outdated-tlsa', chain: 'with-root' }, names)
  t.same(
    before.filter(({ data }) => today.includes(data)),
    [],
  )
  t.same(await told({ fault: 'outdated-tlsa' }), ['3 ecdsa (not sent)', '2 authority (not sent)'])
})

t.test("the user's own certificate, from PEM and from PKCS#12", async (t) => {
  const [mine] = await issue(authority, { key: 'rsa', chain: 'with-root' }, names)
  if (!mine || !('keyPem' in mine)) throw new Error('no PEM')
  const { certificatePem: cert, keyPem: key } = mine
  const [leaf = '', intermediate = '', root = ''] = certificatesIn(cert)
  const pfx = await toPkcs12({ cert: leaf, key, ca: `${intermediate}${root}` }, 'secret')
  const folder = t.testdir({ 'own.pem': `${cert}${key}`, 'own.p12': pfx.toString('latin1') })
  const { writeFile } = await import('node:fs/promises')
  await writeFile(`${folder}/own.p12`, pfx)
  const expected = [digestByOpenssl(leaf), digestByOpenssl(root)]
  for (const spec of [{ pem: 'own.pem' }, { pfx: 'own.p12', passphrase: 'secret' }]) {
    const digests = await tlsaDigests(authority, spec, names, { baseDir: folder })
    t.same(
      digests.map(({ data }) => data),
      expected,
    )
  }
})
