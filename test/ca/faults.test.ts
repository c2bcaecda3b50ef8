import { X509Certificate } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { FAULTS, type FaultName, faultsOf } from '../../src/ca/faults/index.ts'
import { healthyServerRecipe, type Recipe } from '../../src/ca/recipe.ts'
import { handshake } from './handshake.ts'
import { leafOf, OID, pemOf, type ReadCertificate, readBack } from './read-back.ts'

/** What a fault changes: in the recipe, in the finished certificate, and for a client of 2020 and later. */
interface Expected {
  changes: (keyof Recipe)[]
  shows: (leaf: ReadCertificate, all: ReadCertificate[]) => unknown
  verdict: string
}

const now = Date.now()
const authority = createAuthority()
const strict = { ciphers: 'DEFAULT:@SECLEVEL=2', maxVersion: 'TLSv1.2' } as const
const lenient = { ...strict, ciphers: 'DEFAULT:@SECLEVEL=0' } as const

const EXPECTED: Partial<Record<FaultName, Expected>> = {
  expired: {
    changes: ['validFromDays', 'validUntilDays'],
    shows: ({ node }) => Date.parse(node.validTo) < now,
    verdict: 'CERT_HAS_EXPIRED',
  },
  'not-yet-valid': {
    changes: ['validFromDays', 'validUntilDays'],
    shows: ({ node }) => Date.parse(node.validFrom) > now,
    verdict: 'CERT_NOT_YET_VALID',
  },
  'self-signed': {
    changes: ['issuer'],
    shows: ({ node }) => node.issuer === node.subject && node.verify(node.publicKey),
    verdict: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  'untrusted-root': {
    changes: ['issuer', 'sends'],
    shows: ({ node }, [, root]) => node.issuer === root?.node.subject && root?.node.verify(root.node.publicKey),
    verdict: 'SELF_SIGNED_CERT_IN_CHAIN',
  },
  'outdated-tlsa': {
    changes: ['published'],
    shows: ({ node }) => node.issuer === 'CN=smtp-simulator test CA',
    verdict: 'authorized',
  },
  'wrong-host': {
    changes: ['commonName', 'names'],
    shows: ({ node }) =>
      node.subjectAltName === 'DNS:wrong.host.invalid' && node.subject.endsWith('CN=wrong.host.invalid'),
    verdict: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  'wrong-host-address': {
    changes: ['commonName', 'names'],
    shows: ({ node }) =>
      node.subjectAltName === 'DNS:wrong.host.invalid, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1' &&
      node.checkIP('127.0.0.1') !== undefined,
    verdict: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  'incomplete-chain': {
    changes: ['issuer'],
    shows: ({ node }, all) => all.length === 1 && node.issuer === 'CN=smtp-simulator test intermediate CA',
    verdict: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  'reversed-chain': {
    changes: ['issuer', 'sends'],
    shows: (_, [, root, intermediate]) => root && intermediate?.node.issuer === root.node.subject,
    verdict: 'authorized',
  },
  sha1: {
    changes: ['digest', 'keys'],
    shows: ({ signature }) => signature === OID.sha1,
    verdict: 'CA signature digest algorithm too weak',
  },
  md5: {
    changes: ['digest', 'keys'],
    shows: ({ signature }) => signature === OID.md5,
    verdict: 'CA signature digest algorithm too weak',
  },
  rsa512: { changes: ['keys'], shows: ({ node }) => bitsOf(node) === 512, verdict: 'EE certificate key too weak' },
  rsa1024: { changes: ['keys'], shows: ({ node }) => bitsOf(node) === 1024, verdict: 'EE certificate key too weak' },
  'no-san': {
    changes: ['names'],
    shows: ({ node, extensions }) => !extensions.includes(OID.subjectAltName) && node.subject.endsWith('CN=localhost'),
    verdict: 'authorized',
  },
  'no-common-name': {
    changes: ['commonName'],
    shows: ({ node }) => node.subject === 'O=smtp-simulator' && node.subjectAltName?.includes('DNS:localhost'),
    verdict: 'authorized',
  },
  'no-subject': {
    changes: ['commonName', 'organization'],
    shows: ({ node, critical }) => !node.subject && critical.includes(OID.subjectAltName),
    verdict: 'authorized',
  },
  '1000-sans': {
    changes: ['names'],
    shows: ({ node }) => node.subjectAltName?.split(', ').length === 1000,
    verdict: 'authorized',
  },
  '10000-sans': {
    changes: ['names'],
    // The library that reads certificates back stops at ten thousand values.
    shows: () => true,
    // SSL_MAX_CERT_LIST_DEFAULT of OpenSSL is 100 KiB; the error has no code in Node.
    verdict: 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
  },
  revoked: {
    changes: ['keys', 'revoked', 'sends'],
    // Nothing shows in the certificate itself: see revocation.test.ts.
    shows: ({ node }) => node.subjectAltName?.includes('DNS:localhost'),
    verdict: 'authorized',
  },
  demo: {
    changes: ['commonName', 'issuer', 'names', 'organization'],
    shows: ({ node }) => node.subject === 'CN=Cisco ESA Certificate' && node.issuer === node.subject,
    verdict: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  'client-purpose': {
    changes: ['purposes'],
    shows: ({ node }) => node.keyUsage.join() === OID.clientAuth,
    verdict: 'INVALID_PURPOSE',
  },
}

t.test('the list of faults is the folder of faults', async (t) => {
  const files = (await readdir(new URL('../../src/ca/faults/', import.meta.url))).filter((file) => file !== 'index.ts')
  t.same(FAULTS.map(({ name }) => `${name}.ts`).sort(), files.sort())
  t.notOk(FAULTS.some(({ name }) => (name as string) === 'valid'))
})

t.test('every fault that a server can have is here', (t) => {
  t.same(
    Object.keys(EXPECTED).sort(),
    faultsOf('server')
      .map(({ name }) => name)
      .sort(),
  )
  t.end()
})

for (const fault of faultsOf('server')) {
  const expected = EXPECTED[fault.name]
  if (!expected) continue

  t.test(`${fault.name} changes only ${expected.changes.join(' and ')} of the healthy recipe`, (t) => {
    const healthy = healthyServerRecipe(serverNames('smtp.test'))
    const faulty = fault.apply(healthy)
    const changed = Object.keys(healthy).filter((key) => {
      const [before, after] = [healthy, faulty].map((recipe) => JSON.stringify(recipe[key as keyof Recipe]))
      return before !== after
    })
    t.same(changed.sort(), [...expected.changes].sort())
    t.ok(fault.doc.endsWith('.'))
    t.end()
  })

  t.test(`${fault.name} is in the certificate, and a client says ${expected.verdict}`, async (t) => {
    const credentials = await issue(authority, { fault: fault.name }, serverNames('smtp.test'))
    const ca = await authority.certificatePem()
    for (const credential of credentials) {
      if (fault.name !== '10000-sans') {
        t.ok(expected.shows(leafOf(credential), readBack(pemOf(credential))), `shows in ${pemOf(credential)}`)
      } else t.equal(new X509Certificate(pemOf(credential)).subjectAltName?.split(', ').length, 10_000)
      t.match(await handshake([credential], { ca, ...strict }), { verdict: expected.verdict })
    }
  })
}

t.test('weak keys and signatures are weak only: a lenient client accepts them', async (t) => {
  for (const fault of ['sha1', 'md5', 'rsa512', 'rsa1024'] as const) {
    const credentials = await issue(authority, { fault }, serverNames('smtp.test'))
    t.equal(credentials.length, 1)
    t.match(
      await handshake(credentials, { ca: await authority.certificatePem(), ...lenient }),
      { verdict: 'authorized' },
      fault,
    )
  }
})

t.test('a certificate of the untrusted root verifies nowhere, even with the trusted root at hand', async (t) => {
  const [credential] = await issue(authority, { fault: 'untrusted-root' }, serverNames('smtp.test'))
  const [root] = readBack(await authority.certificatePem())
  t.notOk(root && leafOf(credential).node.verify(root.node.publicKey))
})

function bitsOf(certificate: ReadCertificate['node']): number | undefined {
  return certificate.publicKey.asymmetricKeyDetails?.modulusLength
}
