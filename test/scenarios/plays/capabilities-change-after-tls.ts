// capabilities-change-after-tls: two lists, and the second one counts.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client finds AUTH and SIZE inside TLS and sends', async (t, server) => {
    await meet(server, async (client) => {
      const before = await hello(client)
      t.notOk(before.some((line) => /AUTH|SIZE/.test(line)))
      const inside = await secure(client, { ca: server.ca, ...TLS12 })
      t.ok(inside.includes('250-AUTH PLAIN LOGIN') && inside.includes('250-SIZE 36700160'))
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', '235 *')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client goes by the first list and sends without a login', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', '538 5.7.11 *')
      await client.asks('STARTTLS', '220 *')
      await client.starttls({ ca: server.ca, ...TLS12 })
      await client.asks('EHLO client.test', '250 *')
      await client.asks('MAIL FROM:<anna@example.com>', '530 5.7.0 Authentication required')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
