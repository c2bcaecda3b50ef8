// The server still shows the certificate that its vendor has put into every appliance.
import { certificateDemo } from '../../../src/verdict/diagnoses/certificate-demo.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const DEMO = { server: { tls: { certificate: 'demo' } } }

testDiagnosis(certificateDemo, {
  triggers: {
    'nodemailer that checks': run({ scenario: DEMO }, nodemail()),
    'by alert': {
      scenario: DEMO,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'unknown_ca')
        .failed('client-alert')
        .closed(),
    },
  },
  leaves: {
    'nodemailer that does not': run({ scenario: DEMO }, nodemail({ tls: { rejectUnauthorized: false } })),
    'another self-signed one': run({ scenario: 'cert-self-signed' }, nodemail()),
    'an alert that says expired': {
      scenario: DEMO,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'certificate_expired')
        .failed('client-alert')
        .closed(),
    },
  },
})
