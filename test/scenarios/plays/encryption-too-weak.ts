// encryption-too-weak: the handshake is done, and at MAIL the server counts the bits.
import { act, hello, meet, type Play, secure } from '../play.ts'
import { secureAsOldClient, sendsWith } from '../weak-acts.ts'

const MAIL_FROM = 'MAIL FROM:<anna@example.com>'

export const play: Play = [
  act('an old client with DES has 56 bits', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      // Stronger ones behind it do not help: the server takes the weakest.
      const suites = ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_DES_CBC_SHA']
      await secureAsOldClient(client, { version: 'TLSv1.1', suites })
      await client.asks(MAIL_FROM, '503 5.7.0 encryption too weak 56 less than 112')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  act('a client with NULL has none', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const version = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
      await secure(client, { ca: server.ca, ...version, ciphers: 'NULL-SHA256:AES128-GCM-SHA256:@SECLEVEL=0' })
      await client.asks(MAIL_FROM, '503 5.7.0 encryption too weak 0 less than 112')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  act('a client in clear has none', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks(MAIL_FROM, '503 5.7.0 encryption too weak 0 less than 112')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  sendsWith('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.2', 128),
]
