// exchange-2016-send-connector: whoever cannot use its own certificate leaves without a word of TLS.
import { sendsWithCertificate } from '../client-certificate-acts.ts'
import { act, hello, meet, type Play } from '../play.ts'
import { sendsOver } from '../tls-acts.ts'

const AES256 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' } as const

export const play: Play = [
  act('a client without a usable key hangs up behind the 220', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
    })
    t.notOk(server.transcript.some(({ event }) => event === 'tls.hello-received'))
    t.match(
      server.transcript.findLast(({ event }) => event === 'tls.failed'),
      { reason: 'client-closed' },
    )
  }),
  sendsWithCertificate(AES256),
  sendsOver('the suite of the article', AES256, 'TLSv1.2'),
]
