// The server defers what it sees for the first time.
import { greylisted } from '../../../src/verdict/diagnoses/greylisted.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(greylisted, {
  triggers: {
    'at RCPT': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '250 Ok')
      .asks('RCPT TO:<b@mail.test>', '450 4.2.0 Greylisted, see http://postgrey.example')
      .quit(),
    nodemailer: run(
      {
        scenario: {
          server: { rules: [{ on: 'RCPT', reply: '451 4.7.1 Greylisting in action, please come back later' }] },
        },
      },
      nodemail(),
    ),
  },
  leaves: {
    'another reason': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.3.0 Out of memory').quit(),
    'a block list': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '550 5.7.1 Not on the greylist')
      .quit(),
    'a client of today': healthyTranscript(),
  },
})
