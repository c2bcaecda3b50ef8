// The mailbox of the recipient has no room.
import { mailboxFull } from '../../../src/verdict/diagnoses/mailbox-full.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const refused = (...reply: string[]) =>
  transcript().session().tls().asks('MAIL FROM:<a@client.test>', '250 ok').asks('RCPT TO:<b@mail.test>', reply).quit()

testDiagnosis(mailboxFull, {
  triggers: {
    'for now': refused('452 4.2.2 Mailbox full'),
    'for good': refused('552 5.2.2 <b@mail.test>: Quota exceeded (mailbox for user is full)'),
    'nodemailer against mailbox-full': run({ scenario: 'mailbox-full' }, nodemail()),
  },
  leaves: {
    'the message is too big': refused('552 5.3.4 Message size exceeds fixed limit'),
    'no such user': refused('550 5.1.1 User unknown in local recipient table'),
    'the disk of the server is full': refused('452 4.3.1 Insufficient system storage'),
    'nodemailer against recipient-refused': run({ scenario: 'recipient-refused' }, nodemail()),
  },
})
