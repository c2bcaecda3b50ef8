// auth-needs-tls: listed in clear, and refused there.
import { takesPassword } from '../auth-acts.ts'
import { act, hello, meet, type Play, TLS12 } from '../play.ts'

const MUST = '538 Error: Must issue a STARTTLS command first'

export const play: Play = [
  takesPassword(TLS12),
  act('a client logs in without TLS: LOGIN is refused before the password, PLAIN after it', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-AUTH PLAIN LOGIN'), 'AUTH is listed in clear')
      await client.asks('AUTH LOGIN', MUST)
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', MUST)
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.0 Authentication required')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
    t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0', 'the password is in no event')
  }),
]
