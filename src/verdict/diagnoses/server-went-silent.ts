// The server took a command and never answered.

import type { TranscriptEvent } from '../../transcript/events.ts'
import { diagnosis } from '../diagnosis.ts'
import type { SessionView } from '../try-view.ts'

export const serverWentSilent = diagnosis({
  id: 'server-went-silent',
  rank: 57,
  cause: 'The server took {what} and never answered it; the client waited and hung up.',
  advice:
    'On the server: look at what it does at that point (a lookup that hangs, a content filter, a full disk). On the client: a time limit, then a later attempt, is right.',
  reference: 'RFC 5321 section 4.5.3.2',
  looksFor({ first }) {
    const unanswered = first.sessions.flatMap(unansweredIn)
    const [one] = unanswered
    if (!one) return null
    const what = one.event === 'smtp.command-received' ? one.verb : 'the message'
    return { events: unanswered, words: { what } }
  },
})

/** The first of the commands at the end of a session that got no answer, nor one that was on its way. */
function unansweredIn(session: SessionView): TranscriptEvent[] {
  const closed = session.first('session.closed')
  if (closed?.by !== 'client' || closed.how !== 'fin') return []
  const last = session.events.findLast(({ event }) => ANSWERS.includes(event))
  const waits = session.events.find(
    (event) =>
      event.seq > (last?.seq ?? 0) &&
      ((event.event === 'smtp.command-received' &&
        event.verb !== '' &&
        event.verb !== 'QUIT' &&
        event.arrived !== null) ||
        (event.event === 'smtp.content-received' && event.complete)),
  )
  if (waits) return [waits]
  return session
    .all('smtp.reply-withheld')
    .filter(({ seq, then }) => seq === last?.seq && then !== 'close' && then !== 'reset')
}

const ANSWERS = ['smtp.reply-sent', 'smtp.reply-lost', 'smtp.reply-held', 'smtp.reply-withheld', 'tls.hello-received']
