// Microsoft 365 takes mail at submission only after AUTH.
import { microsoft365NotAuthenticated } from '../../../src/verdict/diagnoses/microsoft-365-not-authenticated.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365NotAuthenticated, {
  triggers: {
    'MAIL without AUTH': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.57 Client not authenticated to send mail. [mail.test]')
      .quit(),
    'nodemailer without a password': run(
      { scenario: { persona: 'microsoft-365', server: { auth: { required: true } } } },
      nodemail(),
    ),
  },
  leaves: {
    'nodemailer with one': run(
      { scenario: { persona: 'microsoft-365', server: { auth: { required: true } } } },
      nodemail({ auth: { user: 'user', pass: 'secret' } }),
    ),
    'another server': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Authentication required')
      .quit(),
  },
})
