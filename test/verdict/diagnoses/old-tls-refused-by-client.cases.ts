// The client offers nothing but old TLS, and its own library breaks the handshake off.
import { oldTlsRefusedByClient } from '../../../src/verdict/diagnoses/old-tls-refused-by-client.ts'
import { OLD_HELLO, type TranscriptBuilder, transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

const brokenOff = (hello: typeof OLD_HELLO, alert: string): TranscriptBuilder =>
  transcript().session().starttls().hello(hello).alert('received', alert).failed('client-alert').closed()

testDiagnosis(oldTlsRefusedByClient, {
  triggers: {
    'at the key exchange of TLS 1.0': { scenario: 'tls10-reject', transcript: brokenOff(OLD_HELLO, 'internal_error') },
  },
  leaves: {
    'a client that offers new versions, too': brokenOff({ versions: ['TLSv1.2', 'TLSv1'] }, 'internal_error'),
    'a certificate that it refuses': brokenOff(OLD_HELLO, 'unknown_ca'),
    'a handshake that the server spoils': transcript()
      .session()
      .starttls()
      .hello(OLD_HELLO)
      .event('tls.fault-played', { fault: 'alert', detail: 'an alert' })
      .alert('received', 'internal_error')
      .failed('client-alert')
      .closed(),
    'a handshake that it completes': transcript().session().tls(OLD_HELLO, { version: 'TLSv1' }).mail().quit(),
  },
})
