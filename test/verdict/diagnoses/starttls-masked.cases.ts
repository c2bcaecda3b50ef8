// A firewall that inspects SMTP writes over STARTTLS.
import { starttlsMasked } from '../../../src/verdict/diagnoses/starttls-masked.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const MASKED = ['smtp.test Hello', 'PIPELINING', 'XXXXXXXA', '8BITMIME']

testDiagnosis(starttlsMasked, {
  triggers: {
    'a masked keyword': transcript()
      .session()
      .ehlo(MASKED, ['smtp.test Hello', 'PIPELINING', 'STARTTLS', '8BITMIME'])
      .mail()
      .quit(),
    'a masked keyword of a real server behind it': transcript().session().ehlo(MASKED).quit(),
    'a masked command': transcript()
      .session()
      .ehlo()
      .says('STARTTLS', { arrived: 'XXXXXXXX' })
      .hears('500 #5.5.1 command not recognized')
      .closed(),
    'a NOOP of the old PIX': transcript()
      .session()
      .says('EHLO client.test', { arrived: 'NOOP' })
      .hears('250 2.0.0 Ok')
      .mail()
      .quit(),
    'a server that quotes what it got': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '500 5.5.1 Command unrecognized: "XXXXXXXX"')
      .closed(),
    'a banner of asterisks, and HELO': transcript()
      .session({ greeting: '220 *****2 *******' })
      .asks('HELO client.test', '250 smtp.test')
      .mail()
      .quit(),
    'nodemailer against starttls-masked': run({ scenario: 'starttls-masked' }, nodemail()),
    'nodemailer behind a PIX': run(
      { scenario: { path: [{ 'mask-starttls': 'pix-noop' }] } },
      nodemail({ requireTLS: false }),
    ),
  },
  leaves: {
    'a masked banner and TLS all the same': transcript()
      .session({ greeting: '220 *****2 *******' })
      .tls()
      .mail()
      .quit(),
    'a server without STARTTLS': transcript().session().ehloWithoutStarttls().mail().quit(),
    'a client that says NOOP': transcript().session().ehlo().asks('NOOP', '250 2.0.0 Ok').quit(),
    'a line that was taken out': transcript()
      .session()
      .ehlo(['smtp.test Hello', '8BITMIME'], ['smtp.test Hello', 'STARTTLS', '8BITMIME'])
      .quit(),
  },
})
