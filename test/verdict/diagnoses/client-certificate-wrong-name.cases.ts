// The certificate of the client is trusted and bears another name than the server expects.
import { clientCertificateWrongName } from '../../../src/verdict/diagnoses/client-certificate-wrong-name.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const NAMED = { server: { tls: { clientCertificate: { ask: 'require', verify: 'name', names: ['partner.test'] } } } }

testDiagnosis(clientCertificateWrongName, {
  triggers: {
    'closed upon': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'NAME_MISMATCH', by: 'close' })
      .closed('server'),
    'nodemailer with another name': run({ scenario: NAMED }, async (server) => {
      const { cert, key } = await server.clientCertificate()
      return nodemail({ tls: { cert, key } })(server)
    }),
  },
  leaves: {
    'nodemailer with this name': run({ scenario: NAMED }, async (server) => {
      const { cert, key } = await server.clientCertificate({ name: 'partner.test' })
      return nodemail({ tls: { cert, key } })(server)
    }),
    missing: transcript()
      .session()
      .starttls()
      .hello()
      .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
      .closed(),
    untrusted: transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'DEPTH_ZERO_SELF_SIGNED_CERT', by: 'close' })
      .closed('server'),
  },
})
