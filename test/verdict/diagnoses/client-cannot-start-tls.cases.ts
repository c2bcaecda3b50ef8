// The server was ready for TLS, and the client left before its first byte of it.
import { clientCannotStartTls } from '../../../src/verdict/diagnoses/client-cannot-start-tls.ts'
import { transcript } from '../transcript-builder.ts'
import { askForTls, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(clientCannotStartTls, {
  triggers: {
    'it hangs up behind the 220': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await askForTls(client)
        client.ends()
        await client.hearsEnd()
      }),
    ),
  },
  leaves: {
    'it hangs up inside its hello': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await askForTls(client)
        await client.sends(Buffer.from('1603010200', 'hex'))
        client.ends()
        await client.hearsEnd()
      }),
    ),
    'it hangs up behind the certificate': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-closed', 'the client closed inside the handshake')
      .closed(),
    'the path has put bytes behind the 220': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      .event('path.acted', { step: 'inject', toward: 'client', detail: 'injected 4 bytes behind STARTTLS' })
      .failed('client-closed', 'the client closed before a ClientHello was complete (0 bytes)')
      .closed(),
    'STARTTLS is refused': transcript().session().ehlo().asks('STARTTLS', '454 4.7.0 TLS not available').closed(),
    'TLS from the first byte, and nobody speaks': transcript()
      .session({ greeting: null })
      .failed('client-closed', 'the client closed before a ClientHello was complete (0 bytes)')
      .closed(),
  },
})
