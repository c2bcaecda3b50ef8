// The server does not take mail for this recipient.
import { diagnosis } from '../diagnosis.ts'
import { refusedAt } from '../signs/replies.ts'

export const recipientRefused = diagnosis({
  id: 'recipient-refused',
  rank: 53,
  cause: 'The server refuses a recipient for good: "{reply}".',
  advice:
    'On the client: check the address. If the text speaks of relaying: log in first, or send to the server that is responsible for that domain. Trying again does not help.',
  reference: 'RFC 5321 section 3.3; RFC 3463',
  looksFor: refusedAt(['RCPT'], 500, 599),
})
