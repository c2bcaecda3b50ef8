// The server said 220 to STARTTLS and did not start TLS.
import { noTlsBehindStarttls } from '../../../src/verdict/diagnoses/no-tls-behind-starttls.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const behind = (then: string) => ({ server: { tls: { starttls: { then } } } })

testDiagnosis(noTlsBehindStarttls, {
  triggers: {
    'the hello is read as a command': transcript()
      .session()
      .starttls()
      .event('smtp.tls-record-received', { hello: null })
      .hears('500 5.5.2 This port speaks SMTP; use STARTTLS')
      .closed('server'),
    'nodemailer against a server that goes on in clear': run({ scenario: behind('nothing') }, nodemail()),
    'nodemailer against a server that hangs up': run({ scenario: behind('close') }, nodemail()),
  },
  leaves: {
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'the client closes behind the 220': transcript().session().starttls().failed('client-closed').closed(),
    'TLS at once, without STARTTLS': transcript()
      .session()
      .event('smtp.tls-record-received', { hello: null })
      .closed('server'),
  },
})
