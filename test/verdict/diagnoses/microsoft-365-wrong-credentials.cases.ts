// Microsoft 365 does not accept this user and password.
import { microsoft365WrongCredentials } from '../../../src/verdict/diagnoses/microsoft-365-wrong-credentials.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365WrongCredentials, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth('535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [mail.test]')
      .quit(),
    'nodemailer with a wrong password': run(
      { scenario: { persona: 'microsoft-365', server: { auth: { accounts: [{ user: 'user', pass: 'right' }] } } } },
      nodemail({ auth: { user: 'user', pass: 'wrong' } }),
    ),
  },
  leaves: {
    'the same code with another text': transcript()
      .session()
      .tls()
      .auth('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
