// The certificate of the server has no subjectAltName, and the client took the common name for it.
import { certificateCommonNameUsed } from '../../../src/verdict/diagnoses/certificate-common-name-used.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const NO_SAN = { server: { tls: { certificate: 'no-san' } } }

testDiagnosis(certificateCommonNameUsed, {
  triggers: { 'nodemailer, which still looks there': run({ scenario: NO_SAN }, nodemail()) },
  leaves: {
    'a client that does not look there': {
      scenario: NO_SAN,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'bad_certificate')
        .failed('client-alert')
        .closed(),
    },
    'a policy that asks for encryption only': {
      scenario: NO_SAN,
      policy: 'unverified',
      transcript: healthyTranscript(),
    },
    'a certificate without a common name': run(
      { scenario: { server: { tls: { certificate: 'no-common-name' } } } },
      nodemail(),
    ),
  },
})
