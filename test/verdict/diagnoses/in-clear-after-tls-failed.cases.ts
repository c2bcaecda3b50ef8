// TLS was tried and came to nothing, and the client sent the mail in clear.
import { inClearAfterTlsFailed } from '../../../src/verdict/diagnoses/in-clear-after-tls-failed.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const REFUSES = { server: { tls: { starttls: { reply: '454 4.7.0 TLS not available due to local problem' } } } }

testDiagnosis(inClearAfterTlsFailed, {
  triggers: {
    'in a new connection': transcript()
      .session()
      .starttls()
      .hello()
      .failed('no-common-suite')
      .closed()
      .session()
      .ehlo()
      .mail()
      .quit(),
    'in the same one, after a 454': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '454 4.7.0 TLS not available')
      .mail()
      .quit(),
    'after an alert of the client': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'certificate_expired')
      .closed()
      .session()
      .ehlo()
      .mail()
      .quit(),
    'with a password': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '454 4.7.0 TLS not available')
      .auth('235 2.7.0 Ok')
      .quit(),
    'a client that types on after a 454': run(
      { scenario: REFUSES },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.asks('STARTTLS', '454 *')
        await client.asks('MAIL FROM:<a@client.test>', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'nodemailer that demands TLS': run({ scenario: REFUSES }, nodemail()),
    'in clear first, then TLS': transcript()
      .session()
      .ehlo()
      .mail()
      .quit()
      .session()
      .starttls()
      .hello()
      .failed('no-common-suite')
      .closed(),
    'a later session inside TLS': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-closed')
      .closed()
      .session()
      .tls()
      .mail()
      .quit(),
    'TLS was never tried': transcript().session().ehlo().mail().quit(),
  },
})
