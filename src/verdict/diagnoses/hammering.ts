// The client repeats what was refused, too often and too fast.
import { diagnosis } from '../diagnosis.ts'
import { broke } from '../signs/broken.ts'

export const hammering = diagnosis({
  id: 'hammering',
  rank: 42,
  cause: 'The client repeats what the server has refused, without a pause: {found}.',
  advice:
    'On the client: wait before the next attempt, 30 minutes or more for a queue, and longer each time; do not repeat after a 5yz at all. Servers lock out addresses that hammer.',
  reference: 'RFC 5321 section 4.5.4.1',
  looksFor: broke('no-hammering'),
})
