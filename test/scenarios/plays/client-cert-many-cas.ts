// client-cert-many-cas: three hundred names in front of the client's turn.
import { act, failsToSecure, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client that reads the whole list sends at ${version.maxVersion}`, async (t, server) => {
      const { cert, key } = await server.clientCertificate()
      await meet(server, async (client) => {
        await hello(client)
        await secure(client, { ca: server.ca, ...version, cert, key })
        await sendMail(client)
      })
      const closed = server.transcript.findLast((event) => event.event === 'session.closed')
      t.ok(closed && 'bytesSent' in closed && closed.bytesSent > 2 * 2 ** 14, 'more than two records of TLS')
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
  act('a client without a certificate is refused as everywhere', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...TLS12 }), /alert number 40/)
    })
    t.equal(server.messages.length, 2, 'those of the others')
  }),
]
