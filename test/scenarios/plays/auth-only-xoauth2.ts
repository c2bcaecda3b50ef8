// auth-only-xoauth2: a token, and nothing else.
import { takesToken } from '../auth-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

export const play: Play = [
  takesToken,
  act('a client with a password finds no mechanism for it', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const inside = await secure(client, { ca: server.ca, ...TLS12 })
      t.ok(inside.includes('250-AUTH XOAUTH2'))
      await client.asks('AUTH LOGIN', '504 5.5.4 Unrecognized authentication type')
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.0 Authentication required')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
