// Microsoft 365 no longer takes passwords at client submission.
import { microsoft365BasicAuthRetired } from '../../../src/verdict/diagnoses/microsoft-365-basic-auth-retired.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365BasicAuthRetired, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth('550 5.7.30 Basic authentication is not supported for Client Submission.')
      .quit(),
    'nodemailer gets to hear it': run(
      {
        scenario: {
          server: {
            rules: [{ on: 'AUTH', reply: '550 5.7.30 Basic authentication is not supported for Client Submission.' }],
          },
        },
      },
      nodemail({ auth: { user: 'user', pass: 'secret' } }),
    ),
  },
  leaves: {
    'the same code with another text': transcript()
      .session()
      .tls()
      .auth('550 5.7.30 REQUIRETLS support required')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
