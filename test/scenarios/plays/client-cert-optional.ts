// client-cert-optional: without a certificate a client is welcome, with a bad one it is not.
import { act, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'
import { sendsInClear, sendsInsideTls } from '../policy-acts.ts'

export const play: Play = [
  sendsInClear(true),
  sendsInsideTls(' without a certificate'),
  ...[TLS12, TLS13].map((version) =>
    act(`a client with a good certificate sends at ${version.maxVersion}`, async (t, server) => {
      const { cert, key } = await server.clientCertificate()
      await meet(server, async (client) => {
        await hello(client)
        await secure(client, { ca: server.ca, ...version, cert, key })
        await sendMail(client)
      })
      const established = server.transcript.filter(({ event }) => event === 'tls.established').at(-1)
      t.match(established, { clientCertificate: { trusted: true } })
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
  ...(['expired', 'untrusted-root'] as const).map((fault) =>
    act(`a client whose certificate is ${fault} is hung up on`, async (t, server) => {
      const before = server.messages.length
      const { cert, key } = await server.clientCertificate({ fault })
      await meet(server, async (client) => {
        await hello(client)
        await client.asks('STARTTLS', '220 Go ahead with TLS')
        await client.starttls({ ca: server.ca, ...TLS12, cert, key })
        await client.hearsEnd('fin')
      })
      t.match(server.transcript.filter(({ event }) => event === 'tls.client-certificate-refused').at(-1), {
        by: 'close',
      })
      t.equal(server.messages.length, before)
    }),
  ),
]
