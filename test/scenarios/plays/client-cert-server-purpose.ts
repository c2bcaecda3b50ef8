// client-cert-server-purpose: right authority, right dates, wrong purpose.
import { act, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client with the certificate of a server is turned away at ${version.maxVersion}`, async (t, server) => {
      const { cert, key } = await server.clientCertificate({ fault: 'server-purpose', name: 'gw.company.example' })
      await meet(server, async (client) => {
        await hello(client)
        await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
        await client.starttls({ ca: server.ca, ...version, cert, key })
        await client.asks('EHLO client.test', '421 4.7.1 smtp.test Error: Client certificate not trusted')
        await client.hearsEnd('fin')
      })
      t.match(server.transcript.filter(({ event }) => event === 'tls.client-certificate-refused').at(-1), {
        problem: 'INVALID_PURPOSE',
      })
      t.same(server.messages, [])
    }),
  ),
  act('with one for clients it sends', async (t, server) => {
    const { cert, key } = await server.clientCertificate({ name: 'gw.company.example' })
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12, cert, key })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
