// SMTP AUTH is turned off for this mailbox.
import { microsoft365SmtpAuthOffMailbox } from '../../../src/verdict/diagnoses/microsoft-365-smtp-auth-off-mailbox.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365SmtpAuthOffMailbox, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth(
        '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
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
                  '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
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
      .auth('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
