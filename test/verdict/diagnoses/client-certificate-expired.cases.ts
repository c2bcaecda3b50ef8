// The certificate of the client has expired, or is not valid yet.
import { clientCertificateExpired } from '../../../src/verdict/diagnoses/client-certificate-expired.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const VERIFIES = { server: { tls: { clientCertificate: { ask: 'require', verify: 'chain' } } } }

testDiagnosis(clientCertificateExpired, {
  triggers: {
    'closed upon': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'CERT_HAS_EXPIRED', by: 'close' })
      .closed('server'),
    'nodemailer with an expired one': run({ scenario: VERIFIES }, async (server) => {
      const { cert, key } = await server.clientCertificate({ fault: 'expired' })
      return nodemail({ tls: { cert, key } })(server)
    }),
  },
  leaves: {
    missing: transcript()
      .session()
      .starttls()
      .hello()
      .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
      .closed(),
    'a wrong name': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'NAME_MISMATCH', by: 'close' })
      .closed('server'),
  },
})
