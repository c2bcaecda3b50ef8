// exchange-2019-ecdhe-only: the eight suites of Exchange 2019, and then two more.
import { act, failsToSecure, hello, meet, type Play } from '../play.ts'
import { sendsOver } from '../tls-acts.ts'

/** As the reader's capture shows them, in OpenSSL's names. */
const BY_DEFAULT = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
]
const ENABLED = ['DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384']

const VERSION = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

export const play: Play = [
  act('Exchange 2019 by default has no suite in common', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const told = await failsToSecure(client, { ca: server.ca, ...VERSION, ciphers: BY_DEFAULT.join(':') })
      t.match(told, /alert number 40/)
    })
    const hello8 = server.transcript.findLast(({ event }) => event === 'tls.hello-received')
    t.match(hello8, { summary: /8 suites/ })
    t.match(
      server.transcript.findLast(({ event }) => event === 'tls.failed'),
      { reason: 'no-common-suite' },
    )
    t.same(server.messages, [])
  }),
  sendsOver('two suites of DHE as well', { ...VERSION, ciphers: [...BY_DEFAULT, ...ENABLED].join(':') }, 'TLSv1.2'),
]
