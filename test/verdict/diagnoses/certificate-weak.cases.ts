// The key or the signature of the certificate is too weak for the client.
import { certificateWeak } from '../../../src/verdict/diagnoses/certificate-weak.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const RSA1024 = { server: { tls: { certificate: 'rsa1024' } } }

testDiagnosis(certificateWeak, {
  triggers: {
    'by alert': {
      scenario: RSA1024,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'insufficient_security')
        .closed(),
    },
    'by an alert about the certificate': {
      scenario: { server: { tls: { certificate: 'md5' } } },
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'bad_certificate')
        .failed('client-alert')
        .closed(),
    },
    'by silence': { scenario: RSA1024, transcript: transcript().session().starttls().hello().established().closed() },
  },
  leaves: {
    'a mail went out': { scenario: RSA1024, transcript: healthyTranscript() },
    'nodemailer without a check': run(
      { scenario: RSA1024 },
      nodemail({ tls: { rejectUnauthorized: false, ciphers: 'DEFAULT@SECLEVEL=0' } }),
    ),
    'the authority is not known': {
      scenario: RSA1024,
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
  },
})
