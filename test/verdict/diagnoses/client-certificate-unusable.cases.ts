// Asked for a certificate, the client broke the handshake off without a word.
import { clientCertificateUnusable } from '../../../src/verdict/diagnoses/client-certificate-unusable.ts'
import { transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(clientCertificateUnusable, {
  triggers: {
    'it breaks off behind the request': {
      scenario: 'client-cert-required',
      transcript: transcript().session().starttls().hello().failed('client-closed').closed(),
    },
  },
  leaves: {
    'it was not asked': transcript().session().starttls().hello().failed('client-closed').closed(),
    'it has none': {
      scenario: 'client-cert-required',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
        .failed('client-certificate-missing')
        .closed(),
    },
    'it named the reason': {
      scenario: 'client-cert-required',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'unknown_ca')
        .failed('client-alert')
        .closed(),
    },
    'the certificate of the server has a fault': {
      scenario: { server: { tls: { certificate: 'expired', clientCertificate: { ask: 'request' } } } },
      transcript: transcript().session().starttls().hello().failed('client-closed').closed(),
    },
  },
})
