// The certificate of the server is signed by itself and the client refuses it.
import { certificateSelfSigned } from '../../../src/verdict/diagnoses/certificate-self-signed.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateSelfSigned, {
  triggers: {
    'by alert': {
      scenario: 'cert-self-signed',
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
    'nodemailer against cert-self-signed': run({ scenario: 'cert-self-signed' }, nodemail()),
  },
  leaves: {
    'nodemailer that accepts any': run(
      { scenario: 'cert-self-signed' },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
    'a certificate in order': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'unknown_ca')
      .closed(),
  },
})
