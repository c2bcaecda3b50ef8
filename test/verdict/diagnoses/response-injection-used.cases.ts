// The client took for a reply inside TLS what had come before TLS.
import { responseInjectionUsed } from '../../../src/verdict/diagnoses/response-injection-used.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(responseInjectionUsed, {
  triggers: {
    'MAIL before the reply to EHLO was sent': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .says('EHLO client.test')
      .event('smtp.reply-held', { ms: 1000, secured: true, rule: 'server.rules[0]' })
      .says('MAIL FROM:<a@client.test>', { pipelined: true })
      .hears('250 smtp.test')
      .hears('250 2.1.0 Ok')
      .closed(),
  },
  leaves: {
    'a client that waits': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .says('EHLO client.test')
      .event('smtp.reply-held', { ms: 1000, secured: true, rule: 'server.rules[0]' })
      .hears('250 smtp.test')
      .mail()
      .quit(),
    'a client of today': healthyTranscript(),
  },
})
