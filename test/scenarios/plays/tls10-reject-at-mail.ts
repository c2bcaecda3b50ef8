// tls10-reject-at-mail: TLS 1.0 is fine until the envelope begins.
import { act, hello, meet, type Play, secure, sendMail, TLS10, TLS12 } from '../play.ts'

const TURNED_AWAY =
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]'

export const play: Play = [
  act('a client that can only TLS 1.0 is turned away at MAIL', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS10 })
      await client.asks('NOOP', '250 *')
      await client.asks('MAIL FROM:<anna@example.com>', TURNED_AWAY)
      await client.hearsEnd('fin')
    })
    t.match(server.transcript.at(-1), { event: 'session.closed', by: 'server' }, 'closed at once')
    t.same(server.messages, [])
  }),
  act('one that logs in is let in, and turned away at MAIL all the same', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS10 })
      await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
      await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
      await client.asks('czNjcmV0', '235 2.7.0 Authentication successful')
      await client.asks('MAIL FROM:<anna@example.com>', TURNED_AWAY)
    })
    t.same(server.messages, [])
  }),
  act('the same client at TLS 1.2 sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
