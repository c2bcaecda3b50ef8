// weak-ciphers: the weakest that the client offers is what it gets, and a client of today offers none.
import { act, hello, meet, type Play, sendMail } from '../play.ts'
import { lastEstablished, oldClientSendsWith, refusedToday, secureAsOldClient, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_RSA_WITH_NULL_SHA256', 'NULL-SHA256', 'TLSv1.2', 0),
  sendsWith('TLS_DH_anon_WITH_AES_128_CBC_SHA', 'ADH-AES128-SHA', 'TLSv1.1', 128),
  oldClientSendsWith('TLS_RSA_WITH_RC4_128_SHA', 'TLSv1.2', 128),
  act('an old client that offers all of its suites, the best first, gets the weakest', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const suites = [
        'TLS_RSA_WITH_AES_128_CBC_SHA',
        'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
        'TLS_RSA_WITH_RC4_128_SHA',
        'TLS_RSA_WITH_DES_CBC_SHA',
        'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
      ]
      await secureAsOldClient(client, { version: 'TLSv1', suites })
      await sendMail(client)
    })
    t.match(lastEstablished(server), { suite: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', bits: 40 })
  }),
  refusedToday,
]
