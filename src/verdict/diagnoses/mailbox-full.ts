// The mailbox of the recipient has no room.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const mailboxFull = diagnosis({
  id: 'mailbox-full',
  rank: 56,
  cause: 'The mailbox of the recipient is full: "{reply}".',
  advice:
    'Tell the recipient by another way; only the recipient, or who runs that mailbox, can make room. On the client: nothing to change. ' +
    'After a 4yz keep the mail and try again for some days; after a 5yz report it to the sender.',
  reference: 'RFC 3463 section 3.3 (X.2.2)',
  looksFor: refusedSaying(TEXTS.mailboxFull),
})
