// The client hung up without saying QUIT.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'

export const closedWithoutQuit = diagnosis({
  id: 'closed-without-quit',
  rank: 10,
  cause: 'The client closed the connection without QUIT.',
  advice:
    'On the client: say QUIT and wait for the 221 before closing. Nothing is lost here, but some servers count it as an error.',
  reference: 'RFC 5321 section 4.1.1.10',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session) => {
      const closed = session.first('session.closed')
      if (closed?.by !== 'client' || commandsOf(session, 'QUIT').length > 0) return []
      // In TLS that failed, or behind a 421, there is nobody to say QUIT to.
      const ended = session.first('tls.failed') || session.all('smtp.reply-sent').some(({ code }) => code === 421)
      const established = session.first('tls.established')
      const spoke = session.all('smtp.command-received').some(({ secured }) => secured || !established)
      return ended || !spoke ? [] : [closed]
    })
    return events.length > 0 ? { events } : null
  },
})
