// capabilities-lost-after-tls: what the first list promised is gone inside TLS.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client goes by the second list and sends without a login', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-AUTH PLAIN LOGIN'))
      const inside = await secure(client, { ca: server.ca, ...TLS12 })
      t.notOk(inside.some((line) => /AUTH|CHUNKING/.test(line)))
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client goes by the first list: neither AUTH nor BDAT is there', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', '503 5.5.1 Authentication not enabled')
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await client.asks('BDAT 0 LAST', '500 *')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'still the one from before')
    t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0', 'the password is in no event')
  }),
]
