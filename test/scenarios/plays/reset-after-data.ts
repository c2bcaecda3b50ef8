// reset-after-data: the mail is in, the client does not know, and sends it again.
import { act, MAIL, type Play } from '../play.ts'
import { meetInside, sends } from '../queue-acts.ts'

export const play: Play = [
  act('a client sends the whole mail and gets a reset for an answer', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await client.asks('DATA', '354 *')
      await client.sends(`${MAIL}.\r\n`)
      await client.hearsEnd('rst')
    })
    t.equal(server.messages.length, 1, 'the server has it all the same')
  }),
  sends('it comes again, and the mail is there twice'),
]
