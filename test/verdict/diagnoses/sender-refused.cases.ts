// The server does not take mail from this sender.
import { senderRefused } from '../../../src/verdict/diagnoses/sender-refused.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(senderRefused, {
  triggers: {
    'for good': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '550 5.1.8 Domain does not exist')
      .quit(),
    nodemailer: run(
      { scenario: { server: { rules: [{ on: 'MAIL', reply: '550 5.7.1 Sender refused' }] } } },
      nodemail(),
    ),
  },
  leaves: {
    'for now': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.1.8 Domain not found').quit(),
    'for want of TLS': transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Must issue a STARTTLS command first')
      .quit(),
    'a client of today': healthyTranscript(),
  },
})
