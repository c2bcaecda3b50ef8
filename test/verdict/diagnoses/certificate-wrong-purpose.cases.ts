// The certificate may not identify a server.
import { certificateWrongPurpose } from '../../../src/verdict/diagnoses/certificate-wrong-purpose.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const PURPOSE = { server: { tls: { certificate: 'client-purpose' } } }

testDiagnosis(certificateWrongPurpose, {
  triggers: {
    'by alert': {
      scenario: PURPOSE,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'unsupported_certificate')
        .closed(),
    },
    'nodemailer with a check': run({ scenario: PURPOSE }, nodemail()),
  },
  leaves: {
    'nodemailer without one': run({ scenario: PURPOSE }, nodemail({ tls: { rejectUnauthorized: false } })),
    'a certificate in order': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'unsupported_certificate')
      .closed(),
  },
})
