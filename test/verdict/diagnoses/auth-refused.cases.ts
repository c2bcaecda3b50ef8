// The server does not accept the credentials.
import { authRefused } from '../../../src/verdict/diagnoses/auth-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(authRefused, {
  triggers: {
    'a wrong password': transcript().session().tls().auth('535 5.7.8 Authentication credentials invalid').quit(),
    'nodemailer with a wrong password': run(
      { scenario: { server: { auth: { accounts: [{ user: 'user', pass: 'right' }] } } } },
      nodemail({ auth: { user: 'user', pass: 'wrong' } }),
    ),
  },
  leaves: {
    'a text of Microsoft 365': transcript()
      .session()
      .tls()
      .auth('535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.')
      .quit(),
    'put off': transcript().session().tls().auth('454 4.7.0 Temporary authentication failure').quit(),
    'refused before any password': transcript()
      .session()
      .ehlo()
      .asks('AUTH LOGIN', '538 5.7.11 Encryption required for requested authentication mechanism')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Ok').mail().quit(),
  },
})
