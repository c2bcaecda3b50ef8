// no-starttls: TLS is not there, and not offered.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('a client looks for STARTTLS, tries it all the same, and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const lines = await hello(client)
      t.notOk(
        lines.some((line) => line.includes('STARTTLS')),
        'STARTTLS is not in the answer to EHLO',
      )
      await client.asks('STARTTLS', '502 5.5.1 Command not implemented')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  requireTlsByNodemailer('ETLS'),
]
