// The server does not send its intermediate certificate, or not in order.
import { certificateChainIncomplete } from '../../../src/verdict/diagnoses/certificate-chain-incomplete.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const INCOMPLETE = { server: { tls: { certificate: 'incomplete-chain' } } }

testDiagnosis(certificateChainIncomplete, {
  triggers: {
    'by alert': {
      scenario: INCOMPLETE,
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
    'nodemailer with a check': run({ scenario: INCOMPLETE }, nodemail()),
  },
  leaves: {
    'nodemailer without one': run({ scenario: INCOMPLETE }, nodemail({ tls: { rejectUnauthorized: false } })),
    'an untrusted root': {
      scenario: 'cert-untrusted-root',
      transcript: transcript().session().starttls().hello().established().closed(),
    },
  },
})
