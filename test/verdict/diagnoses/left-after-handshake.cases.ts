// The client saw a certificate without a fault, said nothing, and left.
import { leftAfterHandshake } from '../../../src/verdict/diagnoses/left-after-handshake.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(leftAfterHandshake, {
  triggers: {
    'after STARTTLS': transcript().session().starttls().hello().established().closed(),
    'nodemailer without the authority': run({ scenario: 'healthy' }, nodemail({ tls: { ca: '' } })),
  },
  leaves: {
    'the certificate was still under way': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-closed')
      .event('session.closed', { by: 'client', how: 'rst', undelivered: true, bytesReceived: 500, bytesSent: 300 }),
    'nodemailer with it': run({ scenario: 'healthy' }, nodemail()),
    'a certificate with a fault': run({ scenario: 'cert-expired' }, nodemail()),
    'an alert': transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    'asked for a certificate': {
      scenario: 'client-cert-required',
      transcript: transcript().session().starttls().hello().failed('client-closed').closed(),
    },
  },
})
