// tls10-reject: the story of emailgtw. TLS 1.0 is fine until the password is in.
import { act, hello, meet, type Play, secure, sendMail, TLS10, TLS12 } from '../play.ts'

// As Microsoft 365 said it: shared by the two scenarios that tell this story.
export const TURNED_AWAY =
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.'

export const play: Play = [
  act('a client that can only TLS 1.0 logs in and is turned away after the password', async (t, server) => {
    await meet(server, async (client) => {
      t.notOk(
        (await hello(client)).some((line) => line.includes('AUTH')),
        'AUTH is listed only inside TLS',
      )
      const lines = await secure(client, { ca: server.ca, ...TLS10 })
      t.ok(lines.includes('250-AUTH LOGIN XOAUTH2'), 'no PLAIN, which c-client would take')
      await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
      await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
      await client.asks('czNjcmV0', TURNED_AWAY)
      await client.hearsEnd('fin')
    })
    t.match(server.transcript.at(-1), { event: 'session.closed', by: 'server' }, 'closed at once')
    t.same(server.messages, [])
  }),
  act('the same client at TLS 1.2 logs in and sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
      await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
      await client.asks('czNjcmV0', '235 2.7.0 Authentication successful')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client at TLS 1.2 that does not log in may not send', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.57 Client not authenticated to send mail. *')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
