// A PKCS#12 file of the user's own behind the scripted engine, which needs the key in its hands.
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { leaf } from '../../ca/fixtures/foreign.ts'
import * as pkcs12 from '../../ca/fixtures/pkcs12.ts'
import { events, meet, serveTls, tap } from '../clients.ts'

const files = t.testdir({ 'rsa.p12': pkcs12.rsa, 'ec.p12': pkcs12.whole, 'camellia.p12': pkcs12.camellia })
const scripted = (file: string) => ({
  engine: 'scripted',
  versions: ['TLSv1.2'],
  certificate: { pfx: `${files}/${file}`, passphrase: 'secret' },
})

t.test(
  'a PKCS#12 file with an RSA key is served: certificate, chain, and what the key signs and decrypts',
  async (t) => {
    await using server = await serveTls(scripted('rsa.p12'))
    t.match(events(server, 'tls.engine-chosen'), [{ engine: 'scripted' }])
    for (const ciphers of ['AES128-SHA', 'ECDHE-RSA-AES128-GCM-SHA256']) {
      server.reset()
      const client = await meet(server, { ca: pkcs12.rsaAuthority, ciphers, maxVersion: 'TLSv1.2' })
      t.match(client, { secured: true, commonName: 'own.smtp.test', key: 'rsa', cipher: ciphers, error: '' })
      t.match(client.heard, [/^250 /, /^221 /])
    }
  },
)

t.test('the chain is sent whole, the own certificate first', async (t) => {
  await using server = await serveTls({ ...scripted('rsa.p12'), mode: 'implicit' })
  await using between = await tap(server)
  const client = await meet(server, { through: between.port, ca: pkcs12.rsaAuthority, maxVersion: 'TLSv1.2' })
  t.equal(client.error, '')
  const sent = between.toClient()
  const own = sent.indexOf('own.smtp.test')
  t.ok(own > 0 && own < sent.indexOf(new X509Certificate(pkcs12.rsaAuthority).raw))
})

t.test('a PKCS#12 file with an EC key is served', async (t) => {
  await using server = await serveTls(scripted('ec.p12'))
  const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256'
  const client = await meet(server, { ca: leaf.certificatePem, ciphers, maxVersion: 'TLSv1.2' })
  t.match(client, { secured: true, commonName: 'own.smtp.test', key: 'ecdsa', cipher: ciphers, error: '' })
})

t.test('what only OpenSSL opens is refused before the port is open', async (t) => {
  await t.rejects(serveTls(scripted('camellia.p12')), {
    name: 'CaError',
    code: 'CERTIFICATE_PFX_KEY',
    message: /cannot be opened for the scripted TLS engine/,
    nextStep: /`pem: both\.pem`/,
  })
  const { certificate } = scripted('camellia.p12')
  await using server = await serveTls({ certificate })
  t.match(events(server, 'tls.engine-chosen'), [{ engine: 'openssl' }], 'OpenSSL opens it itself')
  t.match(await meet(server, { ca: pkcs12.rsaAuthority }), { commonName: 'own.smtp.test', error: '' })
})
