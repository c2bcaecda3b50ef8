// The server is left with suites that nobody should take, and the client takes none of them.
import { serverHasOnlyWeakSuites } from '../../../src/verdict/diagnoses/server-has-only-weak-suites.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(serverHasOnlyWeakSuites, {
  triggers: {
    'a server that encrypts nothing': {
      scenario: 'null-cipher',
      transcript: transcript().session().starttls().hello().failed('no-common-suite').closed(),
    },
    'nodemailer against null-cipher': run({ scenario: 'null-cipher' }, nodemail()),
    'nodemailer against anonymous-dh': run({ scenario: 'anonymous-dh' }, nodemail()),
    'nodemailer against weak-ciphers': run({ scenario: 'weak-ciphers' }, nodemail()),
  },
  leaves: {
    'a server with good suites': transcript().session().starttls().hello().failed('no-common-suite').closed(),
    'a client that takes them': {
      scenario: 'null-cipher',
      transcript: transcript().session().tls({}, { suite: 'TLS_RSA_WITH_NULL_SHA256', bits: 0 }).mail().quit(),
    },
    'a session without TLS': { scenario: 'null-cipher', transcript: transcript().session().ehlo().mail().quit() },
  },
})
