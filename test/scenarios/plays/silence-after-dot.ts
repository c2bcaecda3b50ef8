// silence-after-dot: the mail is in, and no word comes.
import { act, MAIL, type Play } from '../play.ts'
import { meetInside } from '../queue-acts.ts'

export const play: Play = [
  act('a client sends the whole mail, hears nothing, and leaves', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await client.asks('DATA', '354 *')
      await client.sends(`${MAIL}.\r\nNOOP\r\n`)
      client.ends()
      // Up to the end of the connection there is not one byte.
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'the server has it all the same')
  }),
]
