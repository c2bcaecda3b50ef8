// The server took a command and never answered.
import { serverWentSilent } from '../../../src/verdict/diagnoses/server-went-silent.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

// biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
const SILENT = { server: { rules: [{ on: 'EHLO', then: 'silence' }] } }
const withheld = (then: string) =>
  transcript()
    .session()
    .tls()
    .says('MAIL FROM:<a@client.test>')
    .event('smtp.reply-withheld', { rule: 'server.rules[0]', then })

testDiagnosis(serverWentSilent, {
  triggers: {
    'no answer to MAIL': withheld('silence').closed(),
    'no answer to the message': transcript().session().tls().envelope().asks('DATA', '354 go on').content().closed(),
    'nodemailer waits in vain': run({ scenario: SILENT }, nodemail({ socketTimeout: 300 })),
  },
  leaves: {
    'it hung up': withheld('close').closed('server'),
    'a client of today': healthyTranscript(),
    'the client did not wait for the answer to QUIT': transcript().session().tls().mail().says('QUIT').closed(),
    'the answer was on its way': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .closed(),
  },
})
