// The certificate of the server is larger than what the client reads.
import { certificateTooLarge } from '../../../src/verdict/diagnoses/certificate-too-large.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const LARGE = { server: { tls: { certificate: '10000-sans' } } }

testDiagnosis(certificateTooLarge, {
  triggers: {
    'nodemailer, whose OpenSSL stops at 100 KB': run({ scenario: LARGE }, nodemail()),
    'without a check of certificates it is no better': run(
      { scenario: LARGE },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
  },
  leaves: {
    'a tenth of it is fine': run({ scenario: { server: { tls: { certificate: '1000-sans' } } } }, nodemail()),
    'the same alert, on a server whose certificate is small': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'illegal_parameter')
      .failed('client-alert')
      .closed(),
    'the authority is not known': {
      scenario: LARGE,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'unknown_ca')
        .failed('client-alert')
        .closed(),
    },
  },
})
