import t, { type Test } from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { makeKeyPair } from '../../src/ca/keys.ts'
import type { OwnCertificate } from '../../src/ca/own-certificate.ts'
import { ec, leaf } from './fixtures/foreign.ts'
import * as pkcs12 from './fixtures/pkcs12.ts'
import { handshake } from './handshake.ts'

const { privateKey: fresh } = await makeKeyPair('p256')
const encrypted = (type: 'pkcs8' | 'sec1') =>
  fresh.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString()

const files = t.testdir({
  'certificate.pem': leaf.certificatePem,
  'key.pem': leaf.keyPem,
  'foreign-key.pem': ec.keyPem,
  'both.pem': leaf.keyPem + leaf.certificatePem + ec.certificatePem,
  'backwards.pem': ec.certificatePem + leaf.certificatePem,
  'encrypted.pem': encrypted('pkcs8'),
  'encrypted-old.pem': encrypted('sec1'),
  'damaged.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  'damaged-key.pem': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
  'text.pem': 'This is a letter.',
  'whole.p12': pkcs12.whole,
  'without-key.p12': pkcs12.withoutKey,
  'without-certificate.p12': pkcs12.withoutCertificate,
  'legacy.p12': pkcs12.legacy,
  'cut.p12': pkcs12.whole.subarray(0, 300),
})

function own(spec: OwnCertificate) {
  return issue(createAuthority(), spec, serverNames('smtp.test'), { baseDir: files })
}

async function refused(t: Test, spec: OwnCertificate, code: string, nextStep?: RegExp) {
  await t.rejects(own(spec), { name: 'CaError', code, nextStep: nextStep ?? /\.$/ })
}

t.test('a PEM file with the key in it, or beside it, is served with its chain', async (t) => {
  for (const spec of [{ pem: 'both.pem' }, { pem: 'certificate.pem', key: 'key.pem' }]) {
    const credentials = await own(spec)
    t.match(credentials, [{ kind: 'ecdsa', keyPem: leaf.keyPem }])
    const seen = await handshake(credentials, { ca: leaf.certificatePem })
    t.match(seen, { verdict: 'authorized', commonName: 'own.smtp.test' })
  }
  t.match(await own({ pem: 'both.pem' }), [{ certificatePem: leaf.certificatePem + ec.certificatePem }])
})

t.test('a PKCS#12 file is served', async (t) => {
  const credentials = await own({ pfx: 'whole.p12', passphrase: 'secret' })
  t.match(await handshake(credentials, { ca: leaf.certificatePem }), { verdict: 'authorized' })
})

t.test('an encrypted key is opened with its passphrase, in either form', async (t) => {
  for (const key of ['encrypted.pem', 'encrypted-old.pem']) {
    // The fresh key fits no certificate: that it gets so far shows that it was opened.
    await refused(t, { pem: 'certificate.pem', key, passphrase: 'secret' }, 'CERTIFICATE_KEY_MISMATCH')
  }
})

t.test('a missing file is told with its path', async (t) => {
  await refused(t, { pem: 'nowhere.pem' }, 'CERTIFICATE_FILE_UNREADABLE', /folder of the scenario/)
  await refused(t, { pem: 'certificate.pem', key: 'nowhere.pem' }, 'CERTIFICATE_FILE_UNREADABLE')
  await refused(t, { pfx: 'nowhere.p12' }, 'CERTIFICATE_FILE_UNREADABLE')
  await t.rejects(own({ pem: 'nowhere.pem' }), { message: /nowhere\.pem cannot be read \(ENOENT\)/ })
})

t.test('a missing passphrase is told', async (t) => {
  await refused(t, { pem: 'certificate.pem', key: 'encrypted.pem' }, 'CERTIFICATE_PASSPHRASE_MISSING', /passphrase/)
  await refused(t, { pem: 'certificate.pem', key: 'encrypted-old.pem' }, 'CERTIFICATE_PASSPHRASE_MISSING')
  await refused(t, { pfx: 'whole.p12' }, 'CERTIFICATE_PASSPHRASE_MISSING')
})

t.test('a wrong passphrase is told', async (t) => {
  const passphrase = 'guessed'
  await refused(t, { pem: 'certificate.pem', key: 'encrypted.pem', passphrase }, 'CERTIFICATE_PASSPHRASE_WRONG')
  await refused(t, { pem: 'certificate.pem', key: 'encrypted-old.pem', passphrase }, 'CERTIFICATE_PASSPHRASE_WRONG')
  await refused(t, { pfx: 'whole.p12', passphrase }, 'CERTIFICATE_PASSPHRASE_WRONG')
})

t.test('a certificate without a key is told', async (t) => {
  await refused(t, { pem: 'certificate.pem' }, 'CERTIFICATE_KEY_MISSING', /`key`/)
  await refused(t, { pfx: 'without-key.p12', passphrase: 'secret' }, 'CERTIFICATE_KEY_MISSING')
})

t.test('a key without a certificate is told', async (t) => {
  await refused(t, { pem: 'key.pem' }, 'CERTIFICATE_MISSING')
  await refused(t, { pfx: 'without-certificate.p12', passphrase: 'secret' }, 'CERTIFICATE_MISSING')
})

t.test('a key of another certificate is told, and when only the order is wrong', async (t) => {
  await refused(t, { pem: 'certificate.pem', key: 'foreign-key.pem' }, 'CERTIFICATE_KEY_MISMATCH', /was made with/)
  await refused(t, { pem: 'backwards.pem', key: 'key.pem' }, 'CERTIFICATE_KEY_MISMATCH', /own certificate first/)
})

t.test('what is no PEM, or a damaged one, is told', async (t) => {
  await refused(t, { pem: 'text.pem' }, 'CERTIFICATE_NOT_PEM')
  await refused(t, { pem: 'whole.p12' }, 'CERTIFICATE_NOT_PEM', /`pfx`/)
  await refused(t, { pem: 'damaged.pem', key: 'key.pem' }, 'CERTIFICATE_NOT_PEM')
  await refused(t, { pem: 'certificate.pem', key: 'damaged-key.pem' }, 'CERTIFICATE_NOT_PEM')
})

t.test('what is no PKCS#12, a damaged one, or an old one, is told', async (t) => {
  await refused(t, { pfx: 'certificate.pem' }, 'CERTIFICATE_NOT_PFX')
  await refused(t, { pfx: 'cut.p12', passphrase: 'secret' }, 'CERTIFICATE_NOT_PFX')
  await refused(t, { pfx: 'legacy.p12', passphrase: 'secret' }, 'CERTIFICATE_PFX_UNSUPPORTED', /openssl pkcs12 -legacy/)
})
