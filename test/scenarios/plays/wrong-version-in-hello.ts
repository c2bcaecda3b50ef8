// wrong-version-in-hello: the client has to stop at the ServerHello.
import { act, failsToSecure, hello, meet, type Play, TLS12, TLS12_OR_13 } from '../play.ts'

export const play: Play = [TLS12, TLS12_OR_13].map((offer) =>
  act(`a client that offers up to ${offer.maxVersion} stops with an alert`, async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...offer }), /unsupported protocol|wrong.*version/)
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.alert-received').at(-1), {
      name: 'protocol_version',
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'client-alert' })
  }),
)
