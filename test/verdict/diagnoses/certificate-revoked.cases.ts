// The authority has revoked the certificate of the server, and the client refuses it.
import { certificateRevoked } from '../../../src/verdict/diagnoses/certificate-revoked.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const REVOKED = { server: { tls: { certificate: 'revoked' } } }

testDiagnosis(certificateRevoked, {
  triggers: {
    'by its own alert': {
      scenario: REVOKED,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'certificate_revoked')
        .failed('client-alert')
        .closed(),
    },
    'by the alert of GnuTLS': {
      scenario: REVOKED,
      transcript: transcript().session().starttls().hello().established().alert('received', 'bad_certificate').closed(),
    },
    'nodemailer with the CRL': run({ scenario: REVOKED }, async (server) =>
      nodemail({ tls: { crl: await server.crl() } })(server),
    ),
  },
  leaves: {
    'nodemailer without it': run({ scenario: REVOKED }, nodemail()),
    'the authority is not known': {
      scenario: REVOKED,
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .alert('received', 'unknown_ca')
        .failed('client-alert')
        .closed(),
    },
    'the alert, on a server whose certificate is good': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'certificate_revoked')
      .failed('client-alert')
      .closed(),
    'a mail went out': { scenario: REVOKED, transcript: healthyTranscript() },
  },
})
