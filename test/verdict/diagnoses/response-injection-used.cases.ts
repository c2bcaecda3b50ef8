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
    'RCPT before the reply to MAIL, behind a fragment': transcript()
      .session()
      .ehlo(['smtp.test', 'STARTTLS'])
      .says('STARTTLS')
      .event('path.acted', { step: 'inject', toward: 'client', detail: 'injected 4 bytes behind STARTTLS' })
      .hears('220 2.0.0 Ready to start TLS')
      .hello()
      .established()
      .ehlo(['smtp.test', 'SIZE 100'])
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 1000, secured: true, rule: 'server.rules[0]' })
      .hears('250 2.1.0 Ok')
      .says('RCPT TO:<b@mail.test>', { pipelined: true })
      .closed(),
    'RCPT before the reply to MAIL, in clear behind a refusal with replies of its own': transcript()
      .session()
      .ehlo(['smtp.test', 'STARTTLS'])
      .asks('STARTTLS', ['454 4.7.0 TLS not available', '250 2.1.0 Ok', '250 2.1.5 Ok'])
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 1000, secured: false, rule: 'server.rules[0]' })
      .hears('250 2.1.0 Ok')
      .says('RCPT TO:<b@mail.test>', { pipelined: true })
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
