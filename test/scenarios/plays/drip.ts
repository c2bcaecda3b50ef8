// drip: each byte alone, and all of them right.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client collects bytes until lines and records are whole, and sends', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'))
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
