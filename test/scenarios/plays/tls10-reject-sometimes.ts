// tls10-reject-sometimes: the same, for a share of the sessions that grows; who tries again gets through.
import { act, hello, meet, type Play, secure, sendMail, TLS10, TLS12 } from '../play.ts'
import { TURNED_AWAY } from './tls10-reject.ts'

/** Logs in at TLS 1.0 and sends; false when turned away. */
async function triesToSend(server: Parameters<typeof meet>[0]): Promise<boolean> {
  let sent = false
  await meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS10 })
    await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
    await client.asks('YW5uYQ==', '334 UGFzc3dvcmQ6')
    const [reply = ''] = await client.asks('czNjcmV0', '*')
    sent = reply === '235 2.7.0 Authentication successful'
    if (sent) await sendMail(client)
    else if (reply === TURNED_AWAY) await client.hearsEnd('fin')
    else throw new Error(`Neither accepted nor turned away: ${reply}`)
  })
  return sent
}

export const play: Play = [
  {
    title: 'a client at TLS 1.0 sends 60 mails, each until it is accepted',
    async play(t, server) {
      const outcomes: boolean[] = []
      const mails = 60
      while (server.messages.length < mails) outcomes.push(await triesToSend(server))
      t.equal(outcomes.filter((sent) => sent).length, mails, 'every mail goes through in the end')
      const half = Math.floor(outcomes.length / 2)
      const refusedIn = (some: readonly boolean[]) => some.filter((sent) => !sent).length
      t.ok(refusedIn(outcomes) > 0, 'some sessions are turned away')
      t.ok(refusedIn(outcomes.slice(0, half)) < refusedIn(outcomes.slice(half)), 'later ones more often')
      return outcomes.map((sent, at) => `#${at + 1} ${sent ? 'accepted' : 'turned away'}`)
    },
  },
  act('at TLS 1.2 nobody is turned away', async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('AUTH LOGIN', '334 *')
      await client.asks('YW5uYQ==', '334 *')
      await client.asks('czNjcmV0', '235 *')
      await sendMail(client)
    })
    t.equal(server.messages.length, before + 1)
  }),
]
