// auth-in-clear-offered: who does not ask for TLS logs in without.
import { logIn, takesPassword } from '../auth-acts.ts'
import { act, hello, meet, type Play, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  takesPassword(TLS12),
  act('a client logs in and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const lines = await hello(client)
      t.ok(lines.includes('250-STARTTLS') && lines.includes('250-AUTH PLAIN LOGIN'), 'both are offered')
      await logIn(client, '235 *')
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: false })
  }),
]
