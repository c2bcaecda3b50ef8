// tls-for-some-sources: two listeners, two certificates, and three ways to treat a client.
import type { ScenarioServer } from '../../../src/index.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'
import { refusedInClear, sendsInClear, sendsInsideTls } from '../policy-acts.ts'

/** The common name in the certificate that a client from this address is shown. */
async function shownTo(server: ScenarioServer, localAddress: string): Promise<string> {
  let name = ''
  await meet(
    server,
    async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      name = String(client.tls?.getPeerCertificate().subject.CN)
    },
    { localAddress },
  )
  return name
}

export const play: Play = [
  refusedInClear(['MAIL FROM:<anna@example.com>'], ['530 Must issue a STARTTLS command first']),
  sendsInsideTls(),
  sendsInsideTls('', { localAddress: '127.0.0.2' }),
  sendsInClear(true, '', { localAddress: '127.0.0.2' }),
  sendsInClear(false, '', { localAddress: '127.0.0.3' }),
  {
    ...act('each listener shows its own certificate', async (t, server) => {
      t.equal(await shownTo(server, '127.0.0.1'), 'relay.inside.company.example')
      t.equal(await shownTo(server, '127.0.0.2'), 'mail.company.example')
    }),
    linuxOnly: 'other systems have no address of 127.0.0.0/8 but 127.0.0.1 unless it is set up',
  },
]
