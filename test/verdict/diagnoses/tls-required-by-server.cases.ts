// The server takes no mail, or no password, outside TLS.
import { tlsRequiredByServer } from '../../../src/verdict/diagnoses/tls-required-by-server.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(tlsRequiredByServer, {
  triggers: {
    Postfix: transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Must issue a STARTTLS command first')
      .quit(),
    'Microsoft 365': transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '451 5.7.3 STARTTLS is required to send mail [mail.test]')
      .quit(),
    'Gmail, in three lines': transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', [
        '530-5.7.0 Must issue a STARTTLS command first. For more information, go to',
        '530-5.7.0  https://support.google.com/a/answer/3221692 and review RFC 3207',
        '530 5.7.0 specifications. - gsmtp',
      ])
      .quit(),
    'nodemailer in clear against tls-required': run(
      { scenario: 'tls-required' },
      nodemail({ requireTLS: false, ignoreTLS: true }),
    ),
  },
  leaves: {
    'nodemailer with STARTTLS': run({ scenario: 'tls-required' }, nodemail()),
    'AUTH demanded': transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Authentication required')
      .quit(),
  },
})
