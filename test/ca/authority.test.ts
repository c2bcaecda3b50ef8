import t from 'tap'
import { createAuthority, processAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { leafOf, OID, readBack } from './read-back.ts'

const DAY_MS = 24 * 60 * 60 * 1000

t.test('the root is a test authority that says so, and may sign others', async (t) => {
  const now = Date.parse('2027-03-04T05:06:07Z')
  const [root] = readBack(await createAuthority({ now: () => now }).certificatePem())
  t.equal(root?.node.subject, 'CN=smtp-simulator test CA')
  t.equal(root?.node.issuer, root?.node.subject)
  t.equal(root?.node.ca, true)
  t.equal(root?.node.publicKey.asymmetricKeyDetails?.modulusLength, 2048)
  t.equal(root?.signature, OID.sha256)
  t.same(root?.critical, [OID.basicConstraints, OID.keyUsage])
  t.equal(Date.parse(root?.node.validFrom ?? ''), now - DAY_MS)
  t.ok(root?.node.verify(root.node.publicKey))
})

t.test('the root signs the intermediate, and the untrusted root stands apart', async (t) => {
  const authority = createAuthority()
  const [root] = readBack(await authority.certificatePem())
  const [intermediate] = readBack((await authority.issuer('intermediate')).certificatePem)
  const [untrusted] = readBack((await authority.issuer('untrusted')).certificatePem)
  t.ok(root && intermediate?.node.verify(root.node.publicKey))
  t.equal(intermediate?.node.ca, true)
  t.equal(untrusted?.node.subject, 'CN=smtp-simulator untrusted test CA')
  t.notOk(root && untrusted?.node.verify(root.node.publicKey))
  t.ok(untrusted?.node.verify(untrusted.node.publicKey))
})

t.test('a process has one authority, and each made one is another', async (t) => {
  t.equal(processAuthority(), processAuthority())
  const [one, other] = [createAuthority(), createAuthority()]
  one.warm()
  t.equal(await one.certificatePem(), await one.certificatePem())
  t.not(await one.certificatePem(), await other.certificatePem())
})

t.test('certificates are made anew on the next day, so that they never age', async (t) => {
  let now = Date.parse('2027-03-04T23:59:59Z')
  const authority = createAuthority({ now: () => now })
  const names = serverNames('smtp.test')
  const first = leafOf((await issue(authority, { key: 'ecdsa' }, names))[0])
  now += 2000
  const second = leafOf((await issue(authority, { key: 'ecdsa' }, names))[0])
  t.equal(Date.parse(second.node.validTo) - Date.parse(first.node.validTo), 2000)
})

t.test('what failed is tried again', async (t) => {
  const authority = createAuthority()
  await t.rejects(
    authority.remember('key', () => Promise.reject(new Error('once'))),
    { message: 'once' },
  )
  t.equal(await authority.remember('key', async () => 'made'), 'made')
})
