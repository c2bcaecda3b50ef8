// The mail is in, and its reply never reached the client.
import type { TranscriptEvent } from '../../transcript/events.ts'
import { diagnosis } from '../diagnosis.ts'
import type { SessionView } from '../try-view.ts'

export const deliveryUnknown = diagnosis({
  id: 'delivery-unknown',
  rank: 73,
  cause:
    'The server took the message, and the client never got the reply to its final dot. The client cannot know that the mail is delivered.',
  advice:
    'On the client: keep the mail and send it again later, under the same Message-ID; it may then arrive twice, which is better than not at all. Wait ten minutes for this reply before giving up. ' +
    'On the server: answer the dot before the message is scanned or forwarded, so that the connection has less time to break.',
  reference: 'RFC 5321 section 4.5.3.2.6; RFC 1047',
  looksFor({ first }) {
    const events = first.sessions.flatMap(takenUnheard)
    return events.length > 0 ? { events } : null
  },
})

/** The last message that was accepted, and what came in place of its 250. */
function takenUnheard(session: SessionView): TranscriptEvent[] {
  const accepted = session.all('smtp.message-accepted').at(-1)
  const closed = session.first('session.closed')
  if (!accepted) return []
  const behind = session.events.find(({ event, seq }) => seq > accepted.seq && ANSWERS.includes(event))
  if (behind?.event === 'smtp.reply-sent' || !(behind || closed)) return []
  return [accepted, ...(behind ? [behind] : []), ...(closed ? [closed] : [])]
}

const ANSWERS = ['smtp.reply-sent', 'smtp.reply-withheld', 'smtp.reply-lost']
