// starttls-masked-pix: an old PIX swaps what it does not know for NOOP.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('EHLO and STARTTLS are affirmed and never heard; with HELO the mail goes in clear', async (t, server) => {
    await meet(server, async (client) => {
      await client.hears('220 *')
      t.same(await client.asks('EHLO client.test', '250 2.0.0 OK'), ['250 2.0.0 OK'], 'no list at all')
      await client.asks('STARTTLS', '250 2.0.0 OK')
      await client.asks('MAIL FROM:<anna@example.com>', '503 5.5.2 Send hello first')
      await client.asks('HELO client.test', '250 *')
      await sendMail(client)
    })
    const arrived = server.transcript.flatMap((event) =>
      event.event === 'smtp.command-received' && event.arrived ? [[event.line, event.arrived]] : [],
    )
    t.same(arrived, [
      ['EHLO client.test', 'NOOP'],
      ['STARTTLS', 'NOOP'],
    ])
    t.match(server.messages, [{ secured: false }])
  }),
  // It takes the 250 for a 220 and shakes hands with a server that has never heard of it.
  requireTlsByNodemailer('ESOCKET'),
]
