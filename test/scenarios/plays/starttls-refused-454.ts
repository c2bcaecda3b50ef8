// starttls-refused-454: STARTTLS is listed, and TLS is out of order.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('a client is refused and goes on in clear', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'), 'STARTTLS is offered')
      await client.asks('STARTTLS', '454 4.7.0 TLS not available due to local problem')
      await client.asks('STARTTLS', '454 4.7.0 TLS not available due to local problem')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  requireTlsByNodemailer('ETLS'),
]
