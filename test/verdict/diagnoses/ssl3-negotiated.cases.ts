// The session runs over SSL 3.0.
import { ssl3Negotiated } from '../../../src/verdict/diagnoses/ssl3-negotiated.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(ssl3Negotiated, {
  triggers: {
    'an old client against ssl3-only': run(
      { scenario: 'ssl3-only' },
      oldClient({ version: 'SSLv3', suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }),
    ),
  },
  leaves: {
    'nodemailer against ssl3-only': run({ scenario: 'ssl3-only' }, nodemail()),
    'TLS 1.0': transcript().session().tls({}, { version: 'TLSv1' }).mail().quit(),
  },
})
