// The client went on inside TLS with a certificate that a client that checks does not accept.
import { certificateNotChecked } from '../../../src/verdict/diagnoses/certificate-not-checked.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateNotChecked, {
  triggers: {
    'a mail to an expired server': { scenario: 'cert-expired', transcript: healthyTranscript() },
    'nodemailer without a check': run(
      { scenario: 'cert-self-signed' },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
  },
  leaves: {
    'nodemailer with one': run({ scenario: 'cert-self-signed' }, nodemail()),
    'a policy that does not ask for it': {
      scenario: 'cert-expired',
      policy: 'unverified',
      transcript: healthyTranscript(),
    },
    'a fault that right clients accept': {
      scenario: { server: { tls: { certificate: 'no-common-name' } } },
      transcript: healthyTranscript(),
    },
    'a certificate in order': healthyTranscript(),
  },
})
