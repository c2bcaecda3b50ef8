// Every connection is a full handshake: a client that resumed would not look at the certificate again.
import { connect, type SecureVersion } from 'node:tls'
import t from 'tap'
import { askForTls, dial, events, meet, serveTls } from './clients.ts'

/** A client that keeps what it was given to resume with, as clients do: the session of TLS 1.2, tickets of TLS 1.3. */
async function sessionFrom(server: Awaited<ReturnType<typeof serveTls>>, version: SecureVersion, options: object) {
  const plain = await dial(server.port)
  if (!server.clientOptions.secure) await askForTls(plain)
  const sessions: Buffer[] = []
  const socket = connect({
    socket: plain,
    servername: 'localhost',
    ca: server.ca,
    minVersion: version,
    maxVersion: version,
    ...options,
  })
  socket.on('session', (session: Buffer) => sessions.push(session))
  socket.on('secureConnect', () => socket.write('QUIT\r\n'))
  socket.on('error', () => {})
  socket.resume()
  await new Promise((resolve) => plain.once('close', resolve))
  return { sessions, own: socket.getSession() }
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  for (const ask of ['never', 'request', 'require'] as const) {
    t.test(`on ${version} with client certificates asked: ${ask}, nothing is resumed`, async (t) => {
      await using server = await serveTls({ ...(ask !== 'never' && { clientCertificate: { ask, verify: 'chain' } }) })
      const shown = ask === 'never' ? {} : await server.clientCertificate().then(({ cert, key }) => ({ cert, key }))
      const { sessions, own } = await sessionFrom(server, version, shown)
      const offered = [...sessions, ...(own ? [own] : [])]
      for (const session of offered.length > 0 ? offered : [undefined]) {
        server.reset()
        const options = { ...shown, minVersion: version, maxVersion: version, ...(session && { session }) }
        const client = await meet(server, options)
        await server.nextSession()
        t.match(client, { version, reused: false, heard: [/^250 /, /^221 /], error: '' })
        const trusted = ask === 'never' ? null : { trusted: true }
        t.match(events(server, 'tls.established'), [{ version, clientCertificate: trusted }])
      }
      if (version === 'TLSv1.2') t.equal(offered.length > 0, true, 'there was a session to offer')
    })
  }
}
