// banner-masked: only the greeting is hidden.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client says EHLO all the same and sends inside TLS', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'), 'the list is whole')
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client takes the greeting for a PIX, says HELO and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const [greeting = ''] = await client.hears('220 *')
      t.match(greeting, /^220 [* 20]+$/)
      await client.asks('HELO client.test', '250 *')
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: false })
  }),
]
