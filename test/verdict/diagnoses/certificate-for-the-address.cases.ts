// The certificate is good for the address of the server and not for its name, and the client accepted it.
import { certificateForTheAddress } from '../../../src/verdict/diagnoses/certificate-for-the-address.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const ADDRESS = { server: { tls: { certificate: 'wrong-host-address' } } }

testDiagnosis(certificateForTheAddress, {
  triggers: {
    'nodemailer that dials the address': run({ scenario: ADDRESS }, nodemail({ host: '127.0.0.1' })),
    'nodemailer that dials the name and does not look': run(
      { scenario: ADDRESS },
      nodemail({ tls: { rejectUnauthorized: false } }),
    ),
  },
  leaves: {
    'nodemailer that dials the name and looks': run({ scenario: ADDRESS }, nodemail()),
    'a policy that asks for encryption only': {
      scenario: ADDRESS,
      policy: 'unverified',
      transcript: healthyTranscript(),
    },
    'a certificate with both': run({ scenario: 'healthy' }, nodemail({ host: '127.0.0.1' })),
  },
})
