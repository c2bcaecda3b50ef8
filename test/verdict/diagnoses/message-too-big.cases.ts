// The message is larger than the server takes.
import { messageTooBig } from '../../../src/verdict/diagnoses/message-too-big.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(messageTooBig, {
  triggers: {
    'at MAIL': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test> SIZE=99999999', '552 5.3.4 Message exceeds the size limit')
      .quit(),
    'after the content': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go on')
      .messageRefused('552 5.3.4 Message size exceeds fixed maximum message size')
      .quit(),
    'nodemailer over the limit': run(
      { scenario: { server: { size: '1KiB' } } },
      nodemail({ mail: { text: 'x'.repeat(4096) } }),
    ),
  },
  leaves: {
    'nodemailer under the limit': run(
      { scenario: { server: { size: '1MiB' } } },
      nodemail({ mail: { text: 'x'.repeat(4096) } }),
    ),
    'a full mailbox': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '250 Ok')
      .asks('RCPT TO:<b@mail.test>', '552 5.2.2 Mailbox full')
      .quit(),
    'a filter': transcript()
      .session()
      .tls()
      .envelope()
      .asks('DATA', '354 go on')
      .messageRefused('554 5.7.1 Spam')
      .quit(),
  },
})
