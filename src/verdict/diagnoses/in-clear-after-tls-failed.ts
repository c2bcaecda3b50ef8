// TLS was tried and came to nothing, and the client sent the mail in clear.

import type { TranscriptEvent } from '../../transcript/events.ts'
import { leftWithoutAWord } from '../certificate.ts'
import { diagnosis } from '../diagnosis.ts'
import { commandsOf, exchangesIn } from '../signs/exchanges.ts'

export const inClearAfterTlsFailed = diagnosis({
  id: 'in-clear-after-tls-failed',
  rank: 84,
  cause: 'The client tried TLS, {failure}, and then went on in clear with {verb}.',
  advice:
    'On the client: where the mail must be encrypted, make TLS mandatory ("required" in place of "preferred", "opportunistic" or "if available"), so that a failure stops it. ' +
    'Then repair what made TLS fail: the other diagnoses and the events say what it was.',
  reference: 'RFC 3207 section 6; RFC 8314 section 5.2',
  looksFor({ first }) {
    const failure = first.sessions
      .map(failureIn)
      .filter((each) => each !== null)
      .sort((a, b) => a.event.seq - b.event.seq)[0]
    if (!failure) return null
    const next = first.sessions
      .flatMap((session) => commandsOf(session, 'MAIL', 'AUTH'))
      .filter(({ secured, seq }) => !secured && seq > failure.event.seq)
      .sort((a, b) => a.seq - b.seq)[0]
    return next ? { events: [failure.event, next], words: { failure: failure.words, verb: next.verb } } : null
  },
})

/** The first sign in a session that TLS came to nothing. */
function failureIn(session: Parameters<typeof leftWithoutAWord>[0]): { event: TranscriptEvent; words: string } | null {
  const refused = exchangesIn(session).find(
    ({ to, reply }) => to === 'STARTTLS' && !reply.secured && reply.code !== 220,
  )
  if (refused) return { event: refused.reply, words: `STARTTLS was answered with ${refused.reply.code}` }
  const alert = session.first('tls.alert-received')
  if (alert) return { event: alert, words: `it ended the handshake with the alert ${alert.name}` }
  const failed =
    session.first('tls.failed') ?? session.first('tls.fault-played') ?? session.first('tls.client-certificate-refused')
  if (failed) return { event: failed, words: 'the handshake failed' }
  const established = session.first('tls.established')
  return established && leftWithoutAWord(session) === 'in-its-turn'
    ? { event: established, words: 'it left after the handshake' }
    : null
}
