// client-cert-required: without a certificate there is no TLS, and each version tells it in its own way.
import { act, failsToSecure, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  act('a client without a certificate fails at TLS 1.2, inside the handshake', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...TLS12 }), /alert number 40/)
    })
    // RFC 5246 section 7.4.6.
    t.match(
      server.transcript.find(({ event }) => event === 'tls.alert-sent'),
      { number: 40, name: 'handshake_failure' },
    )
  }),
  act('a client without a certificate fails at TLS 1.3, after it believes to be done', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      const secured = await client.starttls({ ca: server.ca, ...TLS13 })
      t.equal(secured.getProtocol(), 'TLSv1.3', 'the handshake is over for the client')
      await client.says('EHLO client.test')
      await client.hearsEnd()
    })
    // RFC 8446 section 4.4.2.4.
    const alerts = server.transcript.filter(({ event }) => event === 'tls.alert-sent')
    t.match(alerts.at(-1), { number: 116, name: 'certificate_required' })
    t.same(server.messages, [], 'nothing was sent so far')
  }),
  ...[TLS12, TLS13].map((version) =>
    act(`a client with a certificate sends at ${version.maxVersion}`, async (t, server) => {
      const { cert, key } = await server.clientCertificate()
      await meet(server, async (client) => {
        await hello(client)
        await secure(client, { ca: server.ca, ...version, cert, key })
        await sendMail(client)
      })
      const established = server.transcript.filter(({ event }) => event === 'tls.established').at(-1)
      t.match(established, { clientCertificate: { trusted: true }, version: version.maxVersion })
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
]
