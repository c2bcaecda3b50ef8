// response-injection-lines: a whole answer to EHLO in the packet of the 220.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

const INJECTED = '250-smtp.test\r\n250-SIZE 36700160\r\n250 AUTH PLAIN LOGIN\r\n'

export const play: Play = [
  act('a client drops what came behind the 220 and waits for the answer to its EHLO', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      await client.hearsBytes(INJECTED)
      await client.starttls({ ca: server.ca, ...TLS12 })
      t.ok((await client.asks('EHLO client.test', '250 *')).includes('250-PIPELINING'), 'the list of the server')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client keeps what came behind the 220, and takes it for the answer inside TLS', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      // `secure` hears the injected list; the true one comes in answer to MAIL, one reply too late.
      t.same(await secure(client, { ca: server.ca, ...TLS12 }), INJECTED.trimEnd().split('\r\n'))
      t.ok((await client.asks('MAIL FROM:<anna@example.com>', '250 *')).includes('250-PIPELINING'))
    })
  }),
]
