// STARTTLS was asked for and got another answer than 220.
import { starttlsRefused } from '../../../src/verdict/diagnoses/starttls-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(starttlsRefused, {
  triggers: {
    '454': transcript().session().ehlo().asks('STARTTLS', '454 4.7.0 TLS not available due to local problem').quit(),
    'a code out of place': transcript().session().ehlo().asks('STARTTLS', '354 go on').closed(),
    'nodemailer against a server that says 502': run(
      { scenario: { server: { tls: { starttls: { reply: '502 5.5.1 Error: command not implemented' } } } } },
      nodemail(),
    ),
  },
  leaves: {
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'a firewall that masks the command': transcript()
      .session()
      .ehlo()
      .says('STARTTLS', { arrived: 'XXXXXXXX' })
      .hears('500 #5.5.1 command not recognized')
      .closed(),
    'it was not offered': transcript()
      .session()
      .ehloWithoutStarttls()
      .asks('STARTTLS', '502 5.5.1 Command not implemented')
      .quit(),
    'it was the commands behind it': transcript()
      .session()
      .ehlo()
      .asks(
        'STARTTLS',
        '454 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS, see RFC 3207.',
      )
      .quit(),
    'it was the ClientHello that got the error': run({ scenario: 'starttls-then-nothing' }, nodemail()),
    'a second time, inside TLS': transcript().session().tls().asks('STARTTLS', '503 5.5.1 TLS already active').quit(),
  },
})
