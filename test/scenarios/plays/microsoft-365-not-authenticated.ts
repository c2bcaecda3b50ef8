// microsoft-365-not-authenticated: a login, any login, and the mail is taken.
import { takesPassword, takesToken } from '../auth-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client without a login is turned away at MAIL, in clear and inside TLS', async (t, server) => {
    await meet(server, async (client) => {
      t.notOk(
        (await hello(client)).some((line) => line.includes('AUTH')),
        'AUTH is not listed in clear',
      )
      await client.asks(
        'MAIL FROM:<anna@example.com>',
        '451 5.7.3 STARTTLS is required to send mail [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
      )
      const inside = await secure(client, { ca: server.ca, ...TLS12 })
      t.ok(inside.includes('250-AUTH LOGIN XOAUTH2'))
      await client.asks(
        'MAIL FROM:<anna@example.com>',
        '530 5.7.57 Client not authenticated to send mail. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
      )
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  takesPassword(TLS12),
  takesToken,
]
