// The server does not take mail for this recipient.
import { recipientRefused } from '../../../src/verdict/diagnoses/recipient-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(recipientRefused, {
  triggers: {
    'for good': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '250 Ok')
      .asks('RCPT TO:<b@mail.test>', '550 5.1.1 User unknown')
      .quit(),
    nodemailer: run(
      { scenario: { server: { rules: [{ on: 'RCPT', reply: '554 5.7.1 Relay access denied' }] } } },
      nodemail(),
    ),
  },
  leaves: {
    'the sender was refused before it': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '451 4.3.0 Temporary lookup error')
      .asks('RCPT TO:<b@mail.test>', '503 5.5.1 Error: need MAIL command')
      .quit(),
    'for now': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '250 Ok')
      .asks('RCPT TO:<b@mail.test>', '450 4.2.0 later')
      .quit(),
    'the sender': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '550 5.1.8 Domain does not exist')
      .quit(),
  },
})
