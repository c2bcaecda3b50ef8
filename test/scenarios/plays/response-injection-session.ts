// response-injection-session: behind the 454 come the answers to all that a client might say next.
import { act, hello, MAIL, meet, type Play, sendMail } from '../play.ts'

export const play: Play = [
  act('a client throws the injected replies away and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '454 4.7.0 TLS not available')
      await client.hearsBytes('250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead\r\n250 2.0.0 Ok: queued\r\n')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  act(
    'a client runs through its dialogue with the injected replies, before the server has said a word',
    async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        await client.asks('STARTTLS', '454 *')
        await client.asks('MAIL FROM:<anna@example.com>', '250 2.1.0 Ok')
        await client.asks('RCPT TO:<bob@example.org>', '250 2.1.5 Ok')
        await client.asks('DATA', '354 Go ahead')
        await client.sends(`${MAIL}.\r\n`)
        await client.hears('250 2.0.0 Ok: queued')
        t.equal(server.messages.length, 1, 'so far only the one from before')
        await client.hears('250 2.1.0 Sender ok')
      })
    },
  ),
  act('a client that insists on TLS leaves', async (_t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '454 *')
    })
  }),
]
