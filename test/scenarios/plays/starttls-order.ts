// starttls-order: STARTTLS where the name of the server is due.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client skips the first line of the list, sees no STARTTLS, and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const [first, ...capabilities] = await hello(client)
      t.equal(first, '250-STARTTLS')
      t.notOk(capabilities.some((line) => line.includes('STARTTLS')))
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  act('a client looks at every line and sends inside TLS', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const [first] = await secure(client, { ca: server.ca, ...TLS12 })
      t.match(first, /^250-smtp\.test Hello /, 'inside TLS the order is right')
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: true })
  }),
]
