// tls-then-silence: a good handshake, and nobody behind it.
import { act, hello, meet, type Play, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client at ${version.maxVersion} says EHLO into TLS and hears nothing`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        await client.asks('STARTTLS', '220 *')
        await client.starttls({ ca: server.ca, ...version })
        await client.says('EHLO client.test')
        client.ends()
        await client.hearsEnd('fin')
      })
      t.ok(server.transcript.some(({ event }) => event === 'smtp.reply-withheld'))
    }),
  ),
  act('what comes behind it is recorded and not answered either', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      await client.starttls({ ca: server.ca, ...TLS12 })
      await client.sends('EHLO client.test\r\nMAIL FROM:<anna@example.com>\r\n')
      client.ends()
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
]
