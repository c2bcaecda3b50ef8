// The server does not list STARTTLS.
import { starttlsNotOffered } from '../../../src/verdict/diagnoses/starttls-not-offered.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(starttlsNotOffered, {
  triggers: {
    'a mail in clear': transcript().session().ehloWithoutStarttls().mail().quit(),
    'asked for and not there': transcript()
      .session()
      .ehloWithoutStarttls()
      .asks('STARTTLS', '502 5.5.1 Command not implemented')
      .quit(),
    'nodemailer against no-starttls': run({ scenario: 'no-starttls' }, nodemail()),
  },
  leaves: {
    'TLS from the first byte': run({ scenario: { server: { tls: { mode: 'implicit' } } } }, nodemail()),
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'a line that was taken out on the way': run({ scenario: 'starttls-removed' }, nodemail({ requireTLS: false })),
    'in the line of the greeting': transcript()
      .session()
      .ehlo(['STARTTLS', 'smtp.test Hello', 'SIZE 36700160'])
      .mail()
      .quit(),
    'offered and not used': transcript().session().ehlo().mail().quit(),
    'a client that asks all the same and gets TLS': transcript()
      .session()
      .ehloWithoutStarttls()
      .asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      .hello()
      .established()
      .ehloWithoutStarttls()
      .mail()
      .quit(),
  },
})
