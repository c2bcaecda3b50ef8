// The server read the whole message and refused it.
import { diagnosis } from '../diagnosis.ts'
import { refusedAt } from '../signs/replies.ts'

export const messageRefused = diagnosis({
  id: 'message-refused',
  rank: 53,
  cause: 'The server refuses the message for good: "{reply}".',
  advice:
    'On the client: read the text: a filter for spam or viruses, a policy, a missing header. Change the message, or ask the operator of the server. Trying again does not help.',
  reference: 'RFC 5321 section 4.2.5',
  looksFor: refusedAt(['DATA', 'BDAT', 'message'], 500, 599),
})
