// handshake-hangs: who sets no time limit waits for ever.
import { act, hello, meet, type Play } from '../play.ts'
import { inClearNextTime, nodemailerGivesUp } from '../tls-acts.ts'

export const play: Play = [
  // Its own time limit ends the wait: nothing else does.
  nodemailerGivesUp(/Timeout/, { socketTimeout: 300 }),
  act('a client that leaves before its hello is whole is noticed', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      await client.sends(Buffer.from('1603010200', 'hex'))
      client.ends()
      await client.hearsEnd('fin')
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'client-closed' })
  }),
  inClearNextTime,
]
