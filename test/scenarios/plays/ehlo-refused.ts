// ehlo-refused: the fallback to HELO, which lists nothing.
import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client falls back to HELO and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      await client.hears('220 *')
      await client.asks('EHLO client.test', '502 5.5.1 Command not implemented')
      t.equal((await client.asks('HELO client.test', '250 smtp.test *')).length, 1, 'HELO lists nothing')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  act('a client says STARTTLS behind HELO all the same; inside TLS EHLO works', async (t, server) => {
    await meet(server, async (client) => {
      await client.hears('220 *')
      await client.asks('EHLO client.test', '502 *')
      await client.asks('HELO client.test', '250 *')
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: true })
  }),
  requireTlsByNodemailer('ECONNECTION'),
]
