// The certificate of the server has expired and the client refuses it.
import { certificateExpired } from '../../../src/verdict/diagnoses/certificate-expired.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateExpired, {
  triggers: {
    'by alert': {
      scenario: 'cert-expired',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'certificate_expired')
        .closed(),
    },
    'by silence': {
      scenario: 'cert-expired',
      transcript: transcript().session().starttls().hello().established().closed(),
    },
    'nodemailer against cert-expired': run({ scenario: 'cert-expired' }, nodemail()),
  },
  leaves: {
    'nodemailer that accepts any': run({ scenario: 'cert-expired' }, nodemail({ tls: { rejectUnauthorized: false } })),
    'another fault': {
      scenario: 'cert-wrong-host',
      transcript: transcript().session().starttls().hello().established().closed(),
    },
    'the authority is not known': {
      scenario: 'cert-expired',
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
    'the handshake was broken by the server': {
      scenario: { server: { tls: { certificate: 'expired', handshake: 'close' } } },
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .event('tls.fault-played', { fault: 'close', detail: 'closed' })
        .closed('server'),
    },
  },
})
