// Security defaults of the organization forbid AUTH with a password.
import { microsoft365SecurityDefaults } from '../../../src/verdict/diagnoses/microsoft-365-security-defaults.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365SecurityDefaults, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth(
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
      )
      .quit(),
    'nodemailer gets to hear it': run(
      {
        scenario: {
          server: {
            rules: [
              {
                on: 'AUTH',
                reply:
                  "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
              },
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
      .auth('535 5.7.139 Authentication unsuccessful, basic authentication is disabled.')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
