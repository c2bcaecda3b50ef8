// A policy of Conditional Access turned the user away.
import { microsoft365ConditionalAccess } from '../../../src/verdict/diagnoses/microsoft-365-conditional-access.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365ConditionalAccess, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth(
        '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
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
                  '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
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
      .auth('535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
