// slow-greeting: who waits is served, who speaks first is noted.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client waits and sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client speaks before it is greeted', async (t, server) => {
    await meet(server, async (client) => {
      await client.says('EHLO client.test')
      await client.hears('220 *')
      await client.hears('250 *')
    })
    t.match(
      server.transcript.find(({ event }) => event === 'smtp.talked-before-greeting'),
      { bytes: 18 },
    )
  }),
]
