// The server wants nothing of this client.
import { diagnosis } from '../diagnosis.ts'
import { refusedAt } from '../signs/replies.ts'

export const turnedAwayAtGreeting = diagnosis({
  id: 'turned-away-at-greeting',
  rank: 53,
  cause: 'The server turns the client away before its first command: "{reply}".',
  advice:
    'On the server: look whether the address of the client is on a block list or missing from a list of those allowed. On the client: check that this is the right server; trying again does not help.',
  reference: 'RFC 5321 section 3.1',
  looksFor: refusedAt(['greeting'], 500, 599),
})
