// auth-fails-then-works: 454 in the first session that logs in, for all of it.
import { logIn, takesPassword } from '../auth-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

const FOR_NOW = '454 4.7.0 Temporary authentication failure: Connection lost to authentication server'

export const play: Play = [
  act('a session without a login does not count', async (_t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
  }),
  act('a client is refused, and once more when it repeats itself', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await logIn(client, FOR_NOW)
      await logIn(client, FOR_NOW)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  takesPassword(TLS12),
]
