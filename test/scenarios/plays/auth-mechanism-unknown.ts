// auth-mechanism-unknown: LOGIN inside TLS, and nothing else.
import { takesPassword } from '../auth-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

const UNKNOWN = '504 5.7.4 Unrecognized authentication type'

export const play: Play = [
  takesPassword(TLS12),
  act('a client asks for PLAIN, in clear and inside TLS, and for LOGIN in clear', async (t, server) => {
    await meet(server, async (client) => {
      t.notOk(
        (await hello(client)).some((line) => line.includes('AUTH')),
        'AUTH is not listed in clear',
      )
      await client.asks('AUTH LOGIN', UNKNOWN)
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', UNKNOWN)
      t.ok((await secure(client, { ca: server.ca, ...TLS12 })).includes('250-AUTH LOGIN'))
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', UNKNOWN)
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.1 Client was not authenticated')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
    t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0', 'the password is in no event')
  }),
]
