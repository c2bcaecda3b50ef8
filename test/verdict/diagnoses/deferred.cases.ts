// The server refuses for now.
import { deferred } from '../../../src/verdict/diagnoses/deferred.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(deferred, {
  triggers: {
    'at MAIL': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.3.0 Out of memory').quit(),
    'at the greeting': transcript().session({ greeting: '421 4.3.2 Too busy' }).closed('server'),
    nodemailer: run({ scenario: { server: { rules: [{ on: 'message', reply: '452 4.3.1 Disk full' }] } } }, nodemail()),
  },
  leaves: {
    'for good': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '550 5.7.1 no').quit(),
    greylisted: transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.7.1 Greylisted').quit(),
    'old TLS': transcript()
      .session()
      .tls()
      .auth('421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade')
      .closed('server'),
    'the client was late': transcript()
      .session()
      .tls()
      .event('smtp.timed-out', { afterMs: 300000 })
      .hears('421 4.4.2 smtp.test Timeout exceeded')
      .closed('server'),
    STARTTLS: transcript().session().ehlo().asks('STARTTLS', '454 4.7.0 TLS not available').quit(),
  },
})
