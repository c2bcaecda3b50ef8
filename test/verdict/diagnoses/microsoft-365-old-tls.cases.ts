// Microsoft 365 turns away TLS 1.0 and 1.1 once the password is in.
import { microsoft365OldTls } from '../../../src/verdict/diagnoses/microsoft-365-old-tls.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365OldTls, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth(
        '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.',
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
                  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.',
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
      .auth('421 5.7.67 TLS 1.0 and 1.1 are not supported by your organization')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
