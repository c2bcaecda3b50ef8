// response-injection-fragment: "250 " behind the 220, the beginning of a line.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client drops the fragment and sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      await client.hearsBytes('250 ')
      await client.starttls({ ca: server.ca, ...TLS12 })
      t.equal((await client.asks('EHLO client.test', '250 8BITMIME')).length, 4, 'the whole list')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act(
    'a client glues the fragment to the first line inside TLS and is one reply ahead from then on',
    async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        t.match(
          await secure(client, { ca: server.ca, ...TLS12 }),
          [/^250 250-smtp\.test Hello /],
          'the list seems to end',
        )
        await client.asks('MAIL FROM:<anna@example.com>', '250 8BITMIME')
        await client.asks('RCPT TO:<bob@example.org>', '250 2.1.0 *')
        await client.asks('DATA', '250 2.1.5 *')
      })
      t.equal(server.messages.length, 1, 'still the one from before')
    },
  ),
]
