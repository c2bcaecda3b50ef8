// starttls-then-nothing: 220, and plain SMTP behind it.

import { act, hello, meet, type Play, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client shakes hands with a server that takes the hello for a command', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      await t.rejects(client.starttls({ ca: server.ca, ...TLS12 }), { message: /wrong version number|packet length/ })
    })
    const events = server.transcript.map(({ event }) => event)
    t.ok(events.includes('smtp.tls-record-received'), 'the ClientHello came where a command was due')
    t.notOk(events.includes('tls.hello-received'), 'and nobody shook hands with it')
  }),
  act('a client that sends no hello goes on in clear', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      await client.asks('EHLO client.test', '250 *')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
]
