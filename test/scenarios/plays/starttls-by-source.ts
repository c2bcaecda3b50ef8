// starttls-by-source: who is offered STARTTLS depends on the address that the client comes from.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client from 127.0.0.1 is offered STARTTLS and sends inside TLS', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).some((line) => /^250[ -]STARTTLS$/.test(line)))
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  {
    ...act('a client from 127.0.0.2 is not, and sends in clear', async (t, server) => {
      const client = { localAddress: '127.0.0.2' }
      await meet(
        server,
        async (client) => {
          t.notOk((await hello(client)).some((line) => line.includes('STARTTLS')))
          await sendMail(client)
        },
        client,
      )
      t.match(server.messages.at(-1), { secured: false })
    }),
    linuxOnly: 'other systems have no address of 127.0.0.0/8 but 127.0.0.1 unless it is set up',
  },
]
