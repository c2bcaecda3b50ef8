// message-too-big: refused at MAIL when the size is declared, else behind the dot.
import { act, MAIL, type Play } from '../play.ts'
import { meetInside, quit } from '../queue-acts.ts'

const TOO_BIG = '552 5.3.4 Message size exceeds fixed limit'

export const play: Play = [
  act('a client declares the size', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks('MAIL FROM:<anna@example.com> SIZE=93', TOO_BIG)
      await quit(client)
    })
    t.same(server.messages, [])
  }),
  act('a client declares nothing and sends it all in vain', async (t, server) => {
    await meetInside(server, async (client) => {
      t.ok((await client.asks('EHLO client.test', '250 *')).includes('250-SIZE 16'))
      await client.asks('MAIL FROM:<anna@example.com>', '250 *')
      await client.asks('RCPT TO:<bob@example.org>', '250 *')
      await client.asks('DATA', '354 *')
      await client.sends(`${MAIL}.\r\n`)
      await client.hears(TOO_BIG)
      await quit(client)
    })
    t.same(server.messages, [])
  }),
]
