// cut-in-data: 354, and the end.
import { act, type Play } from '../play.ts'
import { meetInside } from '../queue-acts.ts'

export const play: Play = [
  act('a client is told to go on, and nobody listens', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await client.asks('DATA', '354 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
]
