// The server ends at TLS 1.1, and a client of today does not go that far back.
import { serverSpeaksOnlyOldTls } from '../../../src/verdict/diagnoses/server-speaks-only-old-tls.ts'
import { OLD_HELLO, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const TLS10_SERVER = { server: { tls: { versions: ['TLSv1'] } } }

testDiagnosis(serverSpeaksOnlyOldTls, {
  triggers: {
    'the client breaks off': {
      scenario: TLS10_SERVER,
      transcript: transcript()
        .session()
        .starttls()
        .hello({ versions: ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'] })
        .alert('received', 'internal_error')
        .failed('client-alert')
        .closed(),
    },
    'nodemailer against a server with TLS 1.0': run({ scenario: TLS10_SERVER }, nodemail()),
  },
  leaves: {
    'a server of today': transcript().session().starttls().hello().failed('client-alert').closed(),
    'a client that goes that far back': {
      scenario: TLS10_SERVER,
      transcript: transcript().session().tls(OLD_HELLO, { version: 'TLSv1' }).mail().quit(),
    },
    'a refused certificate': {
      scenario: TLS10_SERVER,
      transcript: transcript()
        .session()
        .starttls()
        .hello({ versions: ['TLSv1.2', 'TLSv1'] })
        .alert('received', 'unknown_ca')
        .failed('client-alert')
        .closed(),
    },
  },
})
