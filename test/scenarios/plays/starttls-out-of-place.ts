// starttls-out-of-place: 354 in answer to STARTTLS; what comes next is neither TLS nor a message.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client hears 354 and goes on in clear', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'), 'STARTTLS is offered')
      await client.asks('STARTTLS', '354 End data with <CR><LF>.<CR><LF>')
      await client.asks('NOOP', '250 *')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  act('a ClientHello behind the 354 is no TLS', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '354 *')
      await t.rejects(client.starttls({ ca: server.ca, ...TLS12 }))
    })
    t.equal(server.transcript.filter(({ event }) => event === 'tls.established').length, 0)
  }),
  requireTlsByNodemailer('ETLS'),
]
