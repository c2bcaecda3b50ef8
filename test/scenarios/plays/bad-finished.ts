// bad-finished: the last message of the handshake is wrong, and only a client that checks it stops.
import { act, failsToSecure, hello, meet, type Play, sendMail, TLS12, TLS12_OR_13 } from '../play.ts'
import { secureAsOldClient } from '../weak-acts.ts'

const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256']

export const play: Play = [
  ...[TLS12, TLS12_OR_13].map((offer) =>
    act(`a client that offers up to ${offer.maxVersion} stops with decrypt_error`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        t.match(await failsToSecure(client, { ca: server.ca, ...offer }), /digest check failed/)
      })
      t.match(server.transcript.filter(({ event }) => event === 'tls.alert-received').at(-1), { name: 'decrypt_error' })
    }),
  ),
  act('a client that does not check it sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secureAsOldClient(client, { version: 'TLSv1.2', suites, ignoresFinished: true })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
