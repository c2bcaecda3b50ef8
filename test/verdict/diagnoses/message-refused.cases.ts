// The server read the whole message and refused it.
import { messageRefused } from '../../../src/verdict/diagnoses/message-refused.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(messageRefused, {
  triggers: {
    'one of two recipients was refused before it': transcript()
      .session()
      .tls()
      .envelope()
      .asks('RCPT TO:<c@mail.test>', '550 5.1.1 no')
      .asks('DATA', '354 go on')
      .messageRefused('554 5.7.1 Spam')
      .quit(),
    'for good': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go on')
      .messageRefused('554 5.7.1 Spam')
      .quit(),
    nodemailer: run({ scenario: { server: { rules: [{ on: 'message', reply: '550 5.7.1 Spam' }] } } }, nodemail()),
  },
  leaves: {
    'every recipient was refused before it': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '250 ok')
      .asks('RCPT TO:<b@mail.test>', '550 5.1.1 no')
      .asks('DATA', '503 5.5.1 Need RCPT first')
      .quit(),
    'for now': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go on')
      .messageRefused('451 4.7.1 later')
      .quit(),
    'too big': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go on')
      .messageRefused('552 5.3.4 Message exceeds the size limit')
      .quit(),
    'DATA that came along with recipients who were refused, by nodemailer': run(
      { scenario: 'recipient-refused' },
      nodemail(),
    ),
    'a client of today': healthyTranscript(),
  },
})
