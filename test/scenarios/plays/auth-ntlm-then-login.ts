// auth-ntlm-then-login: what hides the password fails, what shows it works.
import { logIn } from '../auth-acts.ts'
import { act, hello, meet, type Play, sendMail } from '../play.ts'

const NO = '535 5.7.3 Authentication unsuccessful'

export const play: Play = [
  act('a client tries one mechanism after the other and gives its password away', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-AUTH NTLM CRAM-MD5 LOGIN'))
      await client.asks('AUTH NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAA=', NO)
      await client.asks('AUTH CRAM-MD5', NO)
      await logIn(client, '235 *')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
    t.notMatch(JSON.stringify(server.transcript), 'czNjcmV0', 'the password is in no event')
  }),
  act('a client that insists on a strong mechanism stops', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('AUTH CRAM-MD5', NO)
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.0 Authentication required')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
