// The client hung up while a reply was on its way.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'
import type { SessionView } from '../try-view.ts'

export const clientDidNotWait = diagnosis({
  id: 'client-did-not-wait',
  rank: 56,
  cause: 'The server took {seconds} s for a reply, and the client hung up before it came.',
  advice:
    'On the client: raise its time limits to those of the standard: 5 minutes for most commands, 10 minutes after the final dot. Giving up there makes mail arrive twice.',
  reference: 'RFC 5321 section 4.5.3.2',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const held = session.all('smtp.reply-held').at(-1)
      const closed = session.first('session.closed')
      if (!held || closed?.by !== 'client') continue
      const [reply] = session.all('smtp.reply-sent').filter(({ seq }) => seq > held.seq)
      if (reply && !reply.hurried) continue
      // What was sent ahead shows a client that has said all it has to say, and may still read.
      if (commandsOf(session, 'QUIT').length > 0 || spokeAfter(session, held.seq)) continue
      return { events: [held, closed], words: { seconds: String(Math.round(held.ms / 100) / 10) } }
    }
    return null
  },
})

function spokeAfter(session: SessionView, seq: number): boolean {
  return session.all('smtp.command-received').some((command) => command.seq > seq)
}
