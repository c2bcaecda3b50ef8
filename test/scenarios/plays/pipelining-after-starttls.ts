// pipelining-after-starttls: Gmail notices what comes in the packet of STARTTLS.
import { act, hello, meet, type Play, secure, sendMail, TLS13 } from '../play.ts'

const VIOLATION = '454 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS, see RFC 3207.'

export const play: Play = [
  act('a client pipelines behind STARTTLS and is refused, waits the next time and sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.sends('STARTTLS\r\nEHLO client.test\r\n')
      await client.hears(VIOLATION)
      await client.hears('250 SMTPUTF8')
      await secure(client, { ca: server.ca, ...TLS13 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
