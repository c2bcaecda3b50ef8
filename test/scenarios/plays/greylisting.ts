// greylisting: each pair of sender and recipient once, in its first session.
import { act, type Play } from '../play.ts'
import { meetInside, quit, sends } from '../queue-acts.ts'

const LATER = '450 4.2.0 Recipient address rejected: Greylisted'

export const play: Play = [
  act('a client comes for the first time, and insists', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', LATER)
      await client.asks('RCPT TO:<bob@example.org>', LATER)
      await quit(client)
    })
    t.same(server.messages, [])
  }),
  sends('it comes again and sends'),
  act('another recipient is new', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<carol@example.org>', LATER)
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await quit(client)
    })
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
