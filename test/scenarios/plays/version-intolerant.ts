// version-intolerant: a fallback to TLS 1.0, and what becomes of it.
import { act, failsToSecure, hello, meet, type Play, secure, TLS10, TLS12, TLS13 } from '../play.ts'
import { TURNED_AWAY } from './tls10-reject.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client that offers ${version.maxVersion} is hung up on`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        t.match(await failsToSecure(client, { ca: server.ca, ...version }), /disconnected|end of the connection/)
      })
      t.match(server.transcript.filter(({ event }) => event === 'tls.fault-played').at(-1), {
        fault: 'intolerant',
        detail: `closed: the hello offers ${version.maxVersion}`,
      })
    }),
  ),
  act('it comes back with TLS 1.0, logs in, and is turned away', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS10 })
      await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
      await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
      await client.asks('czNjcmV0', TURNED_AWAY)
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  act('in clear the server takes no mail', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('MAIL FROM:<anna@example.com>', '451 5.7.3 STARTTLS is required to send mail *')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
]
