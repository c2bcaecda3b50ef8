// The certificate of the server is for another name than the client dialled.
import { certificateNameMismatch } from '../../../src/verdict/diagnoses/certificate-name-mismatch.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateNameMismatch, {
  triggers: {
    'by alert': {
      scenario: 'cert-wrong-host',
      transcript: transcript().session().starttls().hello().established().alert('received', 'bad_certificate').closed(),
    },
    'nodemailer against cert-wrong-host': run({ scenario: 'cert-wrong-host' }, nodemail()),
  },
  leaves: {
    'nodemailer that accepts any': run(
      { scenario: 'cert-wrong-host' },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
    'an alert that says expired': {
      scenario: 'cert-wrong-host',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'certificate_expired')
        .closed(),
    },
  },
})
