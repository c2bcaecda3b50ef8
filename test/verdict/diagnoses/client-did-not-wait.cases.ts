// The client hung up while a reply was on its way.
import { clientDidNotWait } from '../../../src/verdict/diagnoses/client-did-not-wait.ts'
import { transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(clientDidNotWait, {
  triggers: {
    'it hung up before the reply': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .closed(),
  },
  leaves: {
    'it waited': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .hears('250 2.1.0 Ok')
      .quit(),
    'the server hung up': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .closed('server'),
  },
})
