// The certificate of the server comes from an authority that the client does not know.
import { certificateUntrustedRoot } from '../../../src/verdict/diagnoses/certificate-untrusted-root.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateUntrustedRoot, {
  triggers: {
    'by alert': {
      scenario: 'cert-untrusted-root',
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
    'nodemailer against cert-untrusted-root': run({ scenario: 'cert-untrusted-root' }, nodemail()),
  },
  leaves: {
    'nodemailer that accepts any': run(
      { scenario: 'cert-untrusted-root' },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
    'self-signed': {
      scenario: 'cert-self-signed',
      transcript: transcript().session().starttls().hello().established().closed(),
    },
  },
})
