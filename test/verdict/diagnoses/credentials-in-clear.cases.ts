// A password crossed the network in clear.
import { credentialsInClear } from '../../../src/verdict/diagnoses/credentials-in-clear.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(credentialsInClear, {
  triggers: {
    'AUTH LOGIN in clear': transcript().session().ehlo().auth('235 2.7.0 Ok').quit(),
    'AUTH PLAIN that is refused': transcript().session().ehlo().asks('AUTH PLAIN [redacted]', '535 5.7.8 no').quit(),
    'nodemailer with ignoreTLS': run(
      { scenario: 'healthy' },
      nodemail({ requireTLS: false, ignoreTLS: true, auth: { user: 'user', pass: 'secret' } }),
    ),
  },
  leaves: {
    'nodemailer inside TLS': run({ scenario: 'healthy' }, nodemail({ auth: { user: 'user', pass: 'secret' } })),
    'a mail in clear without a password': transcript().session().ehlo().mail().quit(),
    'asked for, and no password given': transcript()
      .session()
      .ehlo()
      .asks('AUTH LOGIN', '538 5.7.11 Encryption required for requested authentication mechanism')
      .quit(),
  },
})
