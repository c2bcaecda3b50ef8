// A policy of the organization turns passwords off.
import { microsoft365BasicAuthDisabled } from '../../../src/verdict/diagnoses/microsoft-365-basic-auth-disabled.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365BasicAuthDisabled, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth('535 5.7.139 Authentication unsuccessful, basic authentication is disabled.')
      .quit(),
    'nodemailer gets to hear it': run(
      {
        scenario: {
          server: {
            rules: [
              { on: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.' },
            ],
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
      .auth('550 5.7.30 Basic authentication is not supported for Client Submission.')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
