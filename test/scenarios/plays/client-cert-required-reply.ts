// client-cert-required-reply: Postfix completes TLS and says what is missing in reply to the next EHLO.
import { act, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client without a certificate is turned away after TLS, at ${version.maxVersion}`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
        await client.starttls({ ca: server.ca, ...version })
        // Postfix 3.7, smtpd.c: the texts of smtpd_tls_req_ccert.
        await client.asks('EHLO client.test', '421 4.7.1 smtp.test Error: No client certificate presented')
        await client.hearsEnd('fin')
      })
      t.same(server.messages, [], 'nothing was sent')
    }),
  ),
  act('a client with a certificate of its own making is turned away', async (t, server) => {
    const { cert, key } = await server.clientCertificate({ fault: 'self-signed' })
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      await client.starttls({ ca: server.ca, ...TLS12, cert, key })
      await client.asks('EHLO client.test', '421 4.7.1 smtp.test Error: Client certificate not trusted')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [], 'nothing was sent')
  }),
  act('a client with a trusted certificate sends', async (t, server) => {
    const { cert, key } = await server.clientCertificate()
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS13, cert, key })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
    t.match(server.messages[0]?.raw.toString(), /\(Client CN "smtp-simulator test client".*verified OK\)|verified OK/s)
  }),
]
