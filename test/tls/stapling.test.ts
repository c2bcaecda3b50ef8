// OCSP answers stapled to the handshake.
import { once } from 'node:events'
import { connect } from 'node:tls'
import t from 'tap'
import { askForTls, dial, meet, serveTls } from './clients.ts'

for (const [version, engine] of [
  ['TLSv1.2', 'openssl'],
  ['TLSv1.3', 'openssl'],
  ['TLSv1.2', 'scripted'],
] as const) {
  t.test(`a client that asks for it is handed the answer, at ${version} by the ${engine} engine`, async (t) => {
    await using server = await serveTls({ certificate: 'revoked', engine, versions: [version] })
    const plain = await dial(server.port)
    await askForTls(plain)
    const options = {
      servername: 'localhost',
      ca: server.ca,
      requestOCSP: true,
      minVersion: version,
      maxVersion: version,
    }
    const socket = connect({ socket: plain, ...options })
    const [answer] = (await once(socket, 'OCSPResponse')) as [Buffer]
    t.equal(answer.subarray(0, 1).toString('hex'), '30')
    t.ok(answer.includes(Buffer.from('2b0601050507300101', 'hex')), 'id-pkix-ocsp-basic')
    await once(socket, 'secureConnect')
    socket.destroy()
  })
}

t.test('one that does not ask is served all the same', async (t) => {
  await using server = await serveTls({ certificate: 'revoked' })
  t.match(await meet(server), { secured: true, error: '' })
})

t.test('a certificate that is not revoked comes without an answer', async (t) => {
  await using server = await serveTls({})
  const plain = await dial(server.port)
  await askForTls(plain)
  const options = { servername: 'localhost', ca: server.ca, requestOCSP: true }
  const socket = connect({ socket: plain, ...options })
  const [answer] = (await once(socket, 'OCSPResponse')) as [Buffer | null]
  t.equal(answer, null)
  socket.destroy()
})

t.test('the list of what is revoked has the certificate of the server, before anybody has met it', async (t) => {
  await using server = await serveTls({ certificate: 'revoked' })
  t.match(await meet(server, { crl: await server.crl() }), { error: 'CERT_REVOKED' })
})
