// Client and server have no cipher suite in common.
import { noCommonSuite } from '../../../src/verdict/diagnoses/no-common-suite.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const RSA_ONLY = { server: { tls: { versions: ['TLSv1.2'], ciphers: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } } }

testDiagnosis(noCommonSuite, {
  triggers: {
    'RSA key exchange against ECDHE': {
      scenario: RSA_ONLY,
      transcript: transcript()
        .session()
        .starttls()
        .hello({ suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'] })
        .failed('no-common-suite')
        .closed(),
    },
    'nodemailer with one suite of another family': run(
      { scenario: RSA_ONLY },
      nodemail({ tls: { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256' } }),
    ),
  },
  leaves: {
    'nodemailer against the same server': run({ scenario: RSA_ONLY }, nodemail()),
    'no common version': transcript().session().starttls().hello().failed('no-common-version').closed(),
    'a server that is left with weak ones': {
      scenario: 'null-cipher',
      transcript: transcript().session().starttls().hello().failed('no-common-suite').closed(),
    },
    'a client of today': healthyTranscript(),
  },
})
