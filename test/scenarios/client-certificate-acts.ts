// Acts about the certificate of a client that several scenarios share.
import type { ScenarioServer } from '../../src/index.ts'
import { type Act, act, hello, meet, secure, sendMail, TLS12 } from './play.ts'

type Version = NonNullable<Parameters<typeof secure>[1]>
type ClientFault = NonNullable<NonNullable<Parameters<ScenarioServer['clientCertificate']>[0]>['fault']>

/** A client whose certificate is trusted sends. */
export function sendsWithCertificate(version: Version = TLS12): Act {
  return act(`a client with a good certificate sends at ${version.maxVersion}`, async (t, server) => {
    const { cert, key } = await server.clientCertificate()
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...version, cert, key })
      await sendMail(client)
    })
    const established = server.transcript.filter(({ event }) => event === 'tls.established').at(-1)
    t.match(established, { clientCertificate: { trusted: true } })
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** A client whose certificate has this fault completes the handshake, and hears nothing more. */
export function isHungUpOn(fault: ClientFault, words: string = fault, version: Version = TLS12): Act {
  return act(`a client whose certificate is ${words} is hung up on`, async (t, server) => {
    const before = server.messages.length
    const { cert, key } = await server.clientCertificate({ fault })
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      await client.starttls({ ca: server.ca, ...version, cert, key })
      await client.hearsEnd('fin')
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.client-certificate-refused').at(-1), { by: 'close' })
    t.equal(server.messages.length, before)
  })
}
