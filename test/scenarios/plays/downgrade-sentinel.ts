// downgrade-sentinel: who offered TLS 1.3 has to see that somebody took it away.
import { act, failsToSecure, hello, meet, type Play, sendMail, TLS12_OR_13 } from '../play.ts'
import { lastEstablished, secureAsOldClient, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  act('a client that offers TLS 1.3 stops with illegal_parameter', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(
        await failsToSecure(client, { ca: server.ca, ...TLS12_OR_13 }),
        /inappropriate fallback|illegal parameter/,
      )
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.alert-received').at(-1), {
      name: 'illegal_parameter',
    })
  }),
  // It has offered no more than it got: it cannot know better.
  sendsWith('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.2', 128),
  act('a client that offers TLS 1.3 and looks at no random sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256']
      await secureAsOldClient(client, { version: 'TLSv1.2', lists: ['TLSv1.3', 'TLSv1.2'], suites })
      await sendMail(client)
    })
    t.match(lastEstablished(server), { version: 'TLSv1.2' })
  }),
]
