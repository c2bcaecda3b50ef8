// The client hung up while a reply was on its way.
import { diagnosis, type Sighting } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'
import { quitUngreeted } from '../signs/greeting.ts'
import type { EventOf, SessionView } from '../try-view.ts'

export const clientDidNotWait = diagnosis({
  id: 'client-did-not-wait',
  rank: 56,
  cause: '{what}, and the client hung up before it was there.',
  advice:
    'On the client: raise its time limits to those of the standard: 5 minutes for most commands, 10 minutes after the final dot. Giving up there makes mail arrive twice.',
  reference: 'RFC 5321 section 4.5.3.2',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const gaveUp = ungreeted(session)
      if (gaveUp) return gaveUp
      const closed = session.first('session.closed')
      // What was sent ahead shows a client that has said all it has to say, and may still read.
      if (closed?.by !== 'client' || commandsOf(session, 'QUIT').length > 0) continue
      const seen = heldReply(session, closed) ?? replyUnderWay(session, closed)
      if (seen) return seen
    }
    return null
  },
})

/** It says goodbye to a server that has not greeted it yet. */
function ungreeted(session: SessionView): Sighting | null {
  const [quit, greeting] = [quitUngreeted(session), session.first('smtp.reply-held')]
  if (!quit || !greeting) return null
  return { events: [greeting, quit], words: { what: heldWords(greeting) } }
}

function heldReply(session: SessionView, closed: EventOf<'session.closed'>): Sighting | null {
  const held = session.all('smtp.reply-held').at(-1)
  if (!held) return null
  const [reply] = session.all('smtp.reply-sent').filter(({ seq }) => seq > held.seq)
  if ((reply && !reply.hurried) || spokeAfter(session, held.seq)) return null
  return { events: [held, closed], words: { what: heldWords(held) } }
}

function heldWords({ ms }: EventOf<'smtp.reply-held'>): string {
  return `The server took ${Math.round(ms / 100) / 10} s for a reply`
}

function replyUnderWay(session: SessionView, closed: EventOf<'session.closed'>): Sighting | null {
  if (!closed.undelivered) return null
  // Who leaves at the end of the handshake has seen the certificate, and may not have liked it.
  const established = session.first('tls.established')
  if (established && !spokeAfter(session, established.seq)) return null
  const asked = session.all('smtp.command-received').at(-1)
  return { events: asked ? [asked, closed] : [closed], words: { what: 'What the server said was still under way' } }
}

function spokeAfter(session: SessionView, seq: number): boolean {
  return session.all('smtp.command-received').some((command) => command.seq > seq)
}
