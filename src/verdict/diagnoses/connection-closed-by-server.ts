// The server hung up in the middle, without a 221 or 421.
import type { TranscriptEvent } from '../../transcript/events.ts'
import { diagnosis } from '../diagnosis.ts'

export const connectionClosedByServer = diagnosis({
  id: 'connection-closed-by-server',
  rank: 54,
  cause: 'The server ended the connection in the middle of the session ({how}), without saying 221 or 421.',
  advice:
    'On the server: its log says why (a crash, a limit, a filter). On the client: a lost connection is temporary, so a later attempt is right; the mail must not count as delivered.',
  reference: 'RFC 5321 section 3.8',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session): TranscriptEvent[] => {
      const closed = session.first('session.closed')
      if (closed?.by !== 'server' || session.first('tls.failed') || session.first('tls.fault-played')) return []
      if (session.first('tls.client-certificate-refused') || session.first('proxy.header-unreadable')) return []
      const withheld = session.all('smtp.reply-withheld').at(-1)
      if (withheld && withheld.then !== 'continue' && withheld.then !== 'silence') return [withheld, closed]
      const last = session.all('smtp.reply-sent').at(-1)
      if (last?.code === 354 && last.rule !== undefined && !session.first('smtp.content-received')?.complete) {
        return [last, closed]
      }
      // A run that ends closes what is open with a FIN: that is not the server of the scenario.
      return closed.how === 'rst' ? [closed] : []
    })
    const one = events.find((event) => event.event === 'session.closed')
    return one ? { events, words: { how: one.how.toUpperCase() } } : null
  },
})
