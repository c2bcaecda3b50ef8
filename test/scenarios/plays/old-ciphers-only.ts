// old-ciphers-only: DHE sends, ECDHE alone does not.
import { act, failsToSecure, hello, meet, type Play } from '../play.ts'
import { sendsWith } from '../weak-acts.ts'

/** What Exchange 2019 offers by default, as the sender of the story lists it. */
const EXCHANGE_2019 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
]

export const play: Play = [
  act('a client that offers the eight suites of Exchange 2019 has none in common', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const version = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
      t.match(
        await failsToSecure(client, { ca: server.ca, ...version, ciphers: EXCHANGE_2019.join(':') }),
        /alert number 40/,
      )
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'no-common-suite' })
  }),
  // The two that its administrator enabled.
  sendsWith('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'TLSv1.2', 128),
  sendsWith('TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'DHE-RSA-AES256-GCM-SHA384', 'TLSv1.2', 256),
]
