// The server took the mail and could not hand it on: the sender learns it from a report, not from a reply.
import { diagnosis } from '../diagnosis.ts'

export const nextHopFailed = diagnosis({
  id: 'next-hop-failed',
  rank: 30,
  cause:
    'The server took the mail and could not hand it on to {next}: {why}. The client did its part, and its 250 was true: it means that the server will deliver, or report.',
  advice:
    'Read the non-delivery report, which the sender of the envelope gets, and not the client: give mails a sender whose mailbox somebody reads. Then on the relaying server or the next one: remove what stands in the report.',
  reference: 'RFC 5321 section 6.1, RFC 3464',
  looksFor({ first }) {
    const refused = first.all('relay.refused')
    const failed = first.all('relay.failed')
    const partly = first.all('relay.delivered').filter((each) => each.refused.length > 0)
    const events = [...refused, ...failed, ...partly].sort((a, b) => a.seq - b.seq)
    const [one] = events
    if (!one) return null
    const [next = 'the next server'] = first.all('relay.started').map((each) => each.next)
    const why =
      one.event === 'relay.refused'
        ? `it refused with "${one.reply}"`
        : one.event === 'relay.failed'
          ? one.detail
          : 'it refused some recipients'
    return { events, words: { next, why } }
  },
})
