// The certificate of the client does not come from an authority that the server trusts.
import { clientCertificateUntrusted } from '../../../src/verdict/diagnoses/client-certificate-untrusted.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const VERIFIES = { server: { tls: { clientCertificate: { ask: 'require', verify: 'chain' } } } }

testDiagnosis(clientCertificateUntrusted, {
  triggers: {
    'closed upon': {
      scenario: VERIFIES,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .event('tls.client-certificate-refused', { problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', by: 'close' })
        .closed('server'),
    },
    'nodemailer with a self-signed one': run({ scenario: VERIFIES }, async (server) => {
      const { cert, key } = await server.clientCertificate({ fault: 'self-signed' })
      return nodemail({ tls: { cert, key } })(server)
    }),
  },
  leaves: {
    'nodemailer with a trusted one': run({ scenario: VERIFIES }, async (server) => {
      const { cert, key } = await server.clientCertificate()
      return nodemail({ tls: { cert, key } })(server)
    }),
    missing: transcript()
      .session()
      .starttls()
      .hello()
      .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
      .closed(),
    expired: transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'CERT_HAS_EXPIRED', by: 'close' })
      .closed('server'),
  },
})
