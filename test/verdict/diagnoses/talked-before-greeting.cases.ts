// The client spoke before it was greeted.
import { talkedBeforeGreeting } from '../../../src/verdict/diagnoses/talked-before-greeting.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(talkedBeforeGreeting, {
  triggers: {
    'EHLO before the 220': transcript()
      .session({ greeting: null })
      .hears('220 smtp.test')
      .event('smtp.talked-before-greeting', { bytes: 18 })
      .ehlo()
      .mail()
      .quit(),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'tired of waiting for the 220': transcript().slowlyGreeted(6).asks('QUIT', '221 2.0.0 Bye').closed(),
    'TLS before the 220': transcript()
      .session()
      .event('smtp.talked-before-greeting', { bytes: 200 })
      .event('smtp.tls-record-received', { hello: null })
      .closed('server'),
  },
})
