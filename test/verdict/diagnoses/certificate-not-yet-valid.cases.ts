// The certificate of the server is not valid yet and the client refuses it.
import { certificateNotYetValid } from '../../../src/verdict/diagnoses/certificate-not-yet-valid.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const EARLY = { server: { tls: { certificate: 'not-yet-valid' } } }

testDiagnosis(certificateNotYetValid, {
  triggers: {
    'by alert': {
      scenario: EARLY,
      transcript: transcript().session().starttls().hello().established().alert('received', 'bad_certificate').closed(),
    },
    'nodemailer with a check': run({ scenario: EARLY }, nodemail()),
  },
  leaves: {
    'nodemailer without one': run({ scenario: EARLY }, nodemail({ tls: { rejectUnauthorized: false } })),
    expired: { scenario: 'cert-expired', transcript: transcript().session().starttls().hello().established().closed() },
  },
})
