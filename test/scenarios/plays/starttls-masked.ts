// starttls-masked: a Cisco ASA overwrites STARTTLS in both directions.

import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('a client sees the mask, tries STARTTLS all the same, and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const lines = await hello(client)
      t.ok(lines.includes('250-XXXXXXXA'), 'STARTTLS keeps its length')
      t.notOk(lines.some((line) => line.includes('STARTTLS')))
      await client.asks('STARTTLS', '500 5.5.2 Command not recognized')
      await sendMail(client)
    })
    const command = server.transcript.find(
      (event) => event.event === 'smtp.command-received' && event.line === 'STARTTLS',
    )
    t.match(command, { arrived: 'XXXXXXXX' })
    t.match(server.messages, [{ secured: false }])
  }),
  requireTlsByNodemailer('ETLS'),
]
