// The key of the server's certificate is too short for the signatures of TLS 1.3, which was agreed on.
import { certificateKeyTooShort } from '../../../src/verdict/diagnoses/certificate-key-too-short.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const RSA512 = { server: { tls: { certificate: 'rsa512' } } }

testDiagnosis(certificateKeyTooShort, {
  triggers: { 'nodemailer as it is': run({ scenario: RSA512 }, nodemail()) },
  leaves: {
    'nodemailer at TLS 1.2 sees the certificate and refuses': run(
      { scenario: RSA512 },
      nodemail({ tls: { maxVersion: 'TLSv1.2' } }),
    ),
    'no suite in common, with a good certificate': transcript()
      .session()
      .starttls()
      .hello()
      .failed('no-common-suite')
      .closed('server'),
    'twice as many bits are enough': run({ scenario: { server: { tls: { certificate: 'rsa1024' } } } }, nodemail()),
  },
})
