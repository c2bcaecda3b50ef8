// The server does not take mail from this sender.
import { diagnosis } from '../diagnosis.ts'
import { refusedAt } from '../signs/replies.ts'

export const senderRefused = diagnosis({
  id: 'sender-refused',
  rank: 53,
  cause: 'The server refuses the sender for good: "{reply}".',
  advice:
    'On the client: check the envelope sender: its domain must exist, and after a login it has to be an address of that account. Trying again does not help.',
  reference: 'RFC 5321 section 3.3',
  looksFor: refusedAt(['MAIL'], 500, 599),
})
