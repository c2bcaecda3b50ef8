// mailmarshal-client-certificate: none, the one for incoming mail, an old one, and the right one.
import { isHungUpOn, sendsWithCertificate } from '../client-certificate-acts.ts'
import { act, failsToSecure, hello, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client that offers none fails inside the handshake', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...TLS12 }), /alert number 40/)
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.client-certificate-refused').at(-1), {
      problem: 'MISSING',
    })
  }),
  isHungUpOn('server-purpose', 'the one for incoming mail'),
  isHungUpOn('expired'),
  isHungUpOn('self-signed', 'from no authority'),
  sendsWithCertificate(),
]
