// mailmarshal-cipher-strength: 128 bits are enough for one client and too few for the other.
import { act, failsToSecure, hello, meet, type Play } from '../play.ts'
import { sendsOver } from '../tls-acts.ts'

const MEDIUM = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers: 'DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA',
} as const
const HIGH = { ...MEDIUM, ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-SHA:AES256-SHA' } as const
const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'AES128-SHA:@SECLEVEL=0' } as const

export const play: Play = [
  sendsOver('AES of 256 and 128 bits', MEDIUM, 'TLSv1.2'),
  sendsOver('RSA key exchange with AES of 128 bits at TLS 1.0', OLD, 'TLSv1'),
  act('a client that wants 256 bits has no suite in common', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...HIGH }), /alert number 40/)
    })
    t.match(
      server.transcript.findLast(({ event }) => event === 'tls.failed'),
      { reason: 'no-common-suite' },
    )
    t.equal(server.messages.length, 2, 'those of the others')
  }),
]
