// The client asks for a mechanism that EHLO does not list.
import { authMechanismNotOffered } from '../../../src/verdict/diagnoses/auth-mechanism-not-offered.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(authMechanismNotOffered, {
  triggers: {
    'CRAM-MD5': transcript().session().tls().asks('AUTH CRAM-MD5', '504 5.5.4 Unrecognized authentication type').quit(),
    'none in clear': transcript()
      .session()
      .ehlo(['smtp.test Hello', 'STARTTLS'])
      .asks('AUTH PLAIN', '503 5.5.1 Authentication not enabled')
      .quit(),
    'nodemailer told to use XOAUTH2': run(
      { scenario: 'healthy' },
      nodemail({ auth: { type: 'OAuth2', user: 'user', accessToken: 'token' } }),
    ),
  },
  leaves: {
    'one that is offered': transcript().session().tls().auth('535 5.7.8 Authentication credentials invalid').quit(),
    'one that works all the same': transcript().session().tls().auth('235 2.7.0 Ok', 'CRAM-MD5').mail().quit(),
    'nodemailer with a password': run({ scenario: 'healthy' }, nodemail({ auth: { user: 'user', pass: 'secret' } })),
  },
})
