// microsoft-365-old-tls-organization: TLS 1.0 is served, and refused once the password is in.
import { logIn, takesPassword } from '../auth-acts.ts'
import { act, hello, meet, type Play, secure, TLS10, TLS12 } from '../play.ts'

const REFUSAL =
  '550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization. Please contact your administrator. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]'

export const play: Play = [
  act('a client at TLS 1.0 logs in and is refused; the connection stays', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS10 })
      await logIn(client, REFUSAL)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  takesPassword(TLS12),
]
