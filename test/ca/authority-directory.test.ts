import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { makeKeyPair } from '../../src/ca/keys.ts'
import { handshake } from './handshake.ts'
import { pemOf } from './read-back.ts'

const DAY_MS = 24 * 60 * 60 * 1000

async function keptIn(directory: string): Promise<string> {
  return createAuthority({ directory }).certificatePem()
}

t.test('a second run loads the authority that the first one kept', async (t) => {
  const directory = join(t.testdir(), 'new', 'folder')
  const first = await keptIn(directory)
  t.same((await readdir(directory)).sort(), ['ca-key.pem', 'ca.pem'])
  t.equal(await readFile(join(directory, 'ca.pem'), 'utf8'), first)
  if (process.platform !== 'win32') {
    t.equal((await stat(join(directory, 'ca-key.pem'))).mode & 0o777, 0o600)
    t.equal((await stat(directory)).mode & 0o777, 0o700)
  }
  const second = createAuthority({ directory })
  t.equal(await second.certificatePem(), first)
  const credentials = await issue(second, {}, serverNames('smtp.test'))
  t.match(await handshake(credentials, { ca: first }), { verdict: 'authorized' })
})

t.test('runs that start at once in an empty folder end up with one authority', async (t) => {
  const directory = t.testdir()
  const roots = await Promise.all([keptIn(directory), keptIn(directory), keptIn(directory)])
  t.equal(new Set(roots).size, 1)
  t.same((await readdir(directory)).sort(), ['ca-key.pem', 'ca.pem'])
})

t.test('nothing is written before the certificate is asked for', async (t) => {
  const directory = join(t.testdir(), 'later')
  createAuthority({ directory })
  await t.rejects(stat(directory), { code: 'ENOENT' })
})

t.test('a lost ca.pem is found again in the key file', async (t) => {
  const directory = t.testdir()
  const certificatePem = await keptIn(directory)
  const keyFile = await readFile(join(directory, 'ca-key.pem'), 'utf8')
  const other = t.testdir({ copy: { 'ca-key.pem': keyFile } })
  t.equal(await keptIn(join(other, 'copy')), certificatePem)
  t.equal(await readFile(join(other, 'copy', 'ca.pem'), 'utf8'), certificatePem)
})

t.test('an authority of the user with an EC key signs both kinds of leaf', async (t) => {
  const { ec } = await import('./fixtures/foreign.ts')
  const directory = t.testdir({ 'ca.pem': ec.certificatePem, 'ca-key.pem': ec.keyPem })
  const authority = createAuthority({ directory })
  for (const key of ['rsa', 'ecdsa'] as const) {
    const credentials = await issue(authority, { key, chain: 'full' }, serverNames('smtp.test'))
    t.match(await handshake(credentials, { ca: await authority.certificatePem() }), { verdict: 'authorized' }, key)
    t.equal(pemOf(credentials[0]).match(/BEGIN/g)?.length, 2)
  }
  await t.rejects(issue(authority, { fault: 'md5' }, ['localhost']), { code: 'CERTIFICATE_SIGNATURE_IMPOSSIBLE' })
})

t.test('a folder that is wrong is told with its code and the next step', async (t) => {
  const { ec, leaf } = await import('./fixtures/foreign.ts')
  const folder = t.testdir()
  const good = join(folder, 'good')
  const certificatePem = await keptIn(good)
  const keyPem = await readFile(join(good, 'ca-key.pem'), 'utf8')
  const foreign = (await makeKeyPair('rsa2048')).privatePem
  const damaged = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
  const encrypted = (await makeKeyPair('p256')).privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString()
  const cases: [code: string, certificate: string | null, key: string | null][] = [
    ['CA_KEY_MISMATCH', certificatePem, foreign],
    ['CA_KEY_MISMATCH', ec.certificatePem, keyPem],
    ['CA_KEY_UNREADABLE', certificatePem, damaged],
    ['CA_KEY_UNREADABLE', certificatePem, encrypted],
    ['CA_KEY_UNREADABLE', certificatePem, ''],
    ['CA_CERTIFICATE_UNREADABLE', 'no certificate', keyPem],
    ['CA_KEY_MISSING', certificatePem, null],
    ['CA_CERTIFICATE_MISSING', null, foreign],
    ['CA_NOT_AN_AUTHORITY', leaf.certificatePem, leaf.keyPem],
  ]
  for (const [index, [code, certificate, key]] of cases.entries()) {
    const directory = join(folder, String(index))
    await mkdir(directory)
    if (certificate !== null) await writeFile(join(directory, 'ca.pem'), certificate)
    if (key !== null) await writeFile(join(directory, 'ca-key.pem'), key)
    await t.rejects(keptIn(directory), { name: 'CaError', code, nextStep: /remove ca\.pem and ca-key\.pem/ }, code)
  }
})

t.test('an authority out of its time is told, and a folder put right is read again', async (t) => {
  const directory = t.testdir()
  await keptIn(directory)
  let now = Date.now() + 4000 * DAY_MS
  const authority = createAuthority({ directory, now: () => now })
  await t.rejects(authority.certificatePem(), { code: 'CA_EXPIRED' })
  now = Date.now() - 10 * DAY_MS
  await t.rejects(authority.certificatePem(), { code: 'CA_NOT_YET_VALID' })
  now = Date.now()
  t.match(await authority.certificatePem(), /BEGIN CERTIFICATE/)
})

t.test('a folder that cannot be read or written is told', async (t) => {
  const folder = t.testdir({ file: 'a file, not a folder' })
  await t.rejects(keptIn(join(folder, 'file')), { code: 'CA_DIR_UNREADABLE' })
  if (process.platform === 'win32') return
  await symlink(join(folder, 'nowhere', 'at', 'all'), join(folder, 'dangling'))
  await t.rejects(keptIn(join(folder, 'dangling')), { code: 'CA_DIR_UNWRITABLE' })
})
