// The server defers what it sees for the first time.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn, textOf } from '../signs/exchanges.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const greylisted = diagnosis({
  id: 'greylisted',
  rank: 52,
  cause:
    'The server defers mail from a client that it sees for the first time: "{reply}". Whoever comes back later is let in.',
  advice:
    'On the client: keep the mail and try again from the same address after some minutes. A device or script without a queue: let it send through a relay that has one, or let the operator of the server except its address.',
  reference: 'RFC 6647; RFC 5321 section 4.5.4.1',
  looksFor: ({ first }) =>
    sightingOf(refusalsIn(first).filter(({ reply }) => reply.code < 500 && TEXTS.greylisted.test(textOf(reply)))),
})
