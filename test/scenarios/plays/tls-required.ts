// tls-required: before TLS only what leads to TLS is answered.
import { act, hello, meet, type Play, secure, sendMail, TLS13 } from '../play.ts'

const MUST = '530 5.7.0 Must issue a STARTTLS command first'

export const play: Play = [
  act('a client tries everything in clear, then upgrades and sends', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'))
      for (const line of ['MAIL FROM:<anna@example.com>', 'AUTH PLAIN AGFubmEAczNjcmV0', 'VRFY bob', 'RSET', 'DATA']) {
        await client.asks(line, MUST)
      }
      await client.asks('NOOP', '250 2.0.0 Ok')
      await client.asks('HELO client.test', '250 smtp.test')
      await secure(client, { ca: server.ca, ...TLS13 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
    t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0', 'a refused password is in no event either')
  }),
  act('a client that has no TLS cannot send', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('MAIL FROM:<anna@example.com>', MUST)
      await client.asks('QUIT', '221 2.0.0 Bye')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
