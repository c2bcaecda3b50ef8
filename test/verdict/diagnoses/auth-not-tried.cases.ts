// The server demands a login, and the client did not try one.
import { authNotTried } from '../../../src/verdict/diagnoses/auth-not-tried.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(authNotTried, {
  triggers: {
    'MAIL at once': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Authentication required')
      .quit(),
    'nodemailer without a password': run({ scenario: { server: { auth: { required: true } } } }, nodemail()),
  },
  leaves: {
    'nodemailer with one': run(
      { scenario: { server: { auth: { required: true } } } },
      nodemail({ auth: { user: 'user', pass: 'secret' } }),
    ),
    'tried and refused': transcript()
      .session()
      .tls()
      .auth('535 5.7.8 Authentication credentials invalid')
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Authentication required')
      .quit(),
    'STARTTLS demanded': transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Must issue a STARTTLS command first')
      .quit(),
  },
})
