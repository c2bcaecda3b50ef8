// The server listed STARTTLS and the client received a list without it.
import { starttlsRemovedOnTheWay } from '../../../src/verdict/diagnoses/starttls-removed-on-the-way.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(starttlsRemovedOnTheWay, {
  triggers: {
    'the list without its line': transcript()
      .session()
      .ehlo(['smtp.test Hello', '8BITMIME'], ['smtp.test Hello', 'STARTTLS', '8BITMIME'])
      .quit(),
    'nodemailer against starttls-removed': run({ scenario: 'starttls-removed' }, nodemail({ requireTLS: false })),
  },
  leaves: {
    'the server does not list it either': transcript().session().ehloWithoutStarttls().quit(),
    'a firewall that masks it': run({ scenario: 'starttls-masked' }, nodemail()),
    'a client that asks all the same and gets TLS': transcript()
      .session()
      .ehlo(['smtp.test Hello', '8BITMIME'], ['smtp.test Hello', 'STARTTLS', '8BITMIME'])
      .asks('STARTTLS', '220 2.0.0 Ready to start TLS')
      .hello()
      .established()
      .ehloWithoutStarttls()
      .mail()
      .quit(),
  },
})
