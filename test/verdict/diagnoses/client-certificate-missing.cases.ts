// The server demands a certificate of the client, and none came.
import { clientCertificateMissing } from '../../../src/verdict/diagnoses/client-certificate-missing.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(clientCertificateMissing, {
  triggers: {
    'in the handshake': {
      scenario: 'client-cert-required',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
        .alert('sent', 'certificate_required')
        .failed('client-certificate-missing')
        .closed(),
    },
    'by the words of a real server': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '421 4.7.1 mail.test Error: No client certificate presented')
      .closed('server'),
    'nodemailer against client-cert-required': run({ scenario: 'client-cert-required' }, nodemail()),
    'nodemailer against client-cert-required-reply': run({ scenario: 'client-cert-required-reply' }, nodemail()),
  },
  leaves: {
    'nodemailer with a certificate': run({ scenario: 'client-cert-required' }, async (server) => {
      const { cert, key } = await server.clientCertificate()
      return nodemail({ tls: { cert, key } })(server)
    }),
    'one that is not trusted': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('tls.client-certificate-refused', { problem: 'UNABLE_TO_GET_ISSUER_CERT', by: 'close' })
      .closed('server'),
    'none was asked for': healthyTranscript(),
  },
})
