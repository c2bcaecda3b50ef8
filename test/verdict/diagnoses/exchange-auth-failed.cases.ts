// Exchange does not accept this user and password, and does not say why.
import { exchangeAuthFailed } from '../../../src/verdict/diagnoses/exchange-auth-failed.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(exchangeAuthFailed, {
  triggers: {
    'after the password': transcript().session().tls().auth('535 5.7.3 Authentication unsuccessful').quit(),
    'nodemailer gets to hear it': run(
      { scenario: { server: { rules: [{ on: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful' }] } } },
      nodemail({ auth: { user: 'user', pass: 'secret' } }),
    ),
  },
  leaves: {
    'the same code with another text': transcript()
      .session()
      .tls()
      .auth('451 5.7.3 STARTTLS is required to send mail')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
