// starttls-refused-502: STARTTLS is listed, and whoever answers does not know it.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('a client is refused and goes on in clear', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'), 'STARTTLS is offered')
      await client.asks('STARTTLS', '502 5.5.1 Command not implemented')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  requireTlsByNodemailer('ETLS'),
]
