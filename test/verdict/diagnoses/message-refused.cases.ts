// The server read the whole message and refused it.
import { messageRefused } from '../../../src/verdict/diagnoses/message-refused.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(messageRefused, {
  triggers: {
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
    'a client of today': healthyTranscript(),
  },
})
