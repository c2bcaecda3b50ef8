// The mail is in, and its reply never reached the client.
import { deliveryUnknown } from '../../../src/verdict/diagnoses/delivery-unknown.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const accepted = {
  id: 'id-1',
  sender: 'a@client.test',
  recipients: ['b@mail.test'],
  bytes: 100,
  secured: true,
  authenticated: false,
}
const taken = () =>
  transcript().session().tls().envelope().asks('DATA', '354 go').content().event('smtp.message-accepted', accepted)

testDiagnosis(deliveryUnknown, {
  triggers: {
    'a reset in place of the reply': taken()
      // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
      .event('smtp.reply-withheld', { rule: 'r', then: 'reset' })
      .closed('server', 'rst'),
    'a reply that was lost on the way': taken()
      .event('smtp.reply-lost', { lines: ['250 ok'], code: 250 })
      .closed('path'),
    'the client left before the reply': taken().closed(),
    'nodemailer against reset-after-data': run({ scenario: 'reset-after-data' }, nodemail()),
  },
  leaves: {
    'a mail with its reply': healthyTranscript(),
    'refused, and then reset': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go')
      .messageRefused('554 no')
      .closed('server', 'rst'),
    'nodemailer against cut-in-data': run({ scenario: 'cut-in-data' }, nodemail()),
  },
})
