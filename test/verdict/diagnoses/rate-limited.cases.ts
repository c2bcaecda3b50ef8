// The server limits how much, or how often, one client may send.
import { rateLimited } from '../../../src/verdict/diagnoses/rate-limited.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const atMail = (reply: string) => transcript().session().tls().asks('MAIL FROM:<a@client.test>', reply)

testDiagnosis(rateLimited, {
  triggers: {
    "Exchange's connections": transcript()
      .session({
        greeting:
          '421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel',
      })
      .says('QUIT')
      .closed('server'),
    "Exchange's messages": atMail(
      '421 4.4.2 Message submission rate for this client has exceeded the configured limit',
    ).closed('server'),
    "Postfix's mail": atMail('450 4.7.1 Error: too much mail from 192.0.2.1').quit(),
    'one connection too many': transcript()
      .session({ greeting: '421 4.7.0 smtp.test Error: too many connections from 127.0.0.1' })
      .says('QUIT')
      .closed('server'),
  },
  leaves: {
    'a lookup that failed': atMail('451 4.3.0 Temporary lookup error').quit(),
    'too many bad commands': atMail('421 4.7.0 smtp.test Error: too many errors').closed('server'),
    'greylisting, by nodemailer': run({ scenario: 'greylisting' }, nodemail()),
  },
})
