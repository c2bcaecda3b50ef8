// The certificate of the server could be forged, and the client went on inside TLS.
import { certificateWeakAccepted } from '../../../src/verdict/diagnoses/certificate-weak-accepted.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const withFault = (certificate: string) => ({ server: { tls: { certificate } } })

testDiagnosis(certificateWeakAccepted, {
  triggers: {
    'nodemailer, for which 1024 bits are enough': run({ scenario: withFault('rsa1024') }, nodemail()),
    'nodemailer with all demands taken back': run(
      { scenario: withFault('md5') },
      nodemail({ tls: { ciphers: 'DEFAULT@SECLEVEL=0' } }),
    ),
  },
  leaves: {
    'nodemailer, for which SHA-1 is not': run({ scenario: withFault('sha1') }, nodemail()),
    'a policy that asks for encryption only': {
      scenario: withFault('rsa512'),
      policy: 'unverified',
      transcript: healthyTranscript(),
    },
    'a fault that has nothing to do with strength': run({ scenario: withFault('no-common-name') }, nodemail()),
  },
})
