// emailgtw-microsoft-365: in clear nobody is stopped, at TLS 1.0 more and more are, and the updated probe never is.
import type { ScenarioServer } from '../../../src/index.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS10, TLS12 } from '../play.ts'
import { sendsInClear } from '../policy-acts.ts'

const TURNED_AWAY =
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]'

/** Logs in at TLS 1.0 as the probe does, and sends; false when turned away. */
async function probeSends(server: ScenarioServer): Promise<boolean> {
  let sent = false
  await meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS10 })
    await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
    await client.asks('cHJvYmU=', '334 UGFzc3dvcmQ6')
    const [reply = ''] = await client.asks('aHVudGVyMg==', '*')
    sent = reply === '235 2.7.0 Authentication successful'
    if (sent) await sendMail(client)
    else if (reply === TURNED_AWAY) await client.hearsEnd('fin')
    else throw new Error(`Neither let in nor turned away: ${reply}`)
  })
  return sent
}

export const play: Play = [
  sendsInClear(true, ' of the connector'),
  {
    title: 'a probe at TLS 1.0 tries thirty times',
    async play(t, server) {
      const sent: boolean[] = []
      while (sent.length < 30) sent.push(await probeSends(server))
      const refused = (from: number, to: number) => sent.slice(from, to).filter((each) => !each).length
      t.ok(refused(0, 10) < refused(10, 20), 'a growing share is turned away')
      t.ok(refused(0, 20) < 20, 'some get in before the end')
      t.equal(refused(21, 30), 9, 'at the end nobody does')
      return sent.map((each, at) => `try ${at + 1}: ${each ? 'accepted' : 'turned away'}`)
    },
  },
  act('the last of them in full', async (t, server) => {
    t.notOk(await probeSends(server))
  }),
  act('the probe at TLS 1.2 logs in and sends', async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('AUTH LOGIN', '334 VXNlcm5hbWU6')
      await client.asks('cHJvYmU=', '334 UGFzc3dvcmQ6')
      await client.asks('aHVudGVyMg==', '235 2.7.0 Authentication successful')
      await sendMail(client)
    })
    t.equal(server.messages.length, before + 1)
  }),
]
