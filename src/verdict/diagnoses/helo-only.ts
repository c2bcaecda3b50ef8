// The client says HELO, and HELO lists no extensions.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'

export const heloOnly = diagnosis({
  id: 'helo-only',
  rank: 70,
  cause:
    'The client says HELO and not EHLO. The answer to HELO lists no extensions, so it can see neither STARTTLS nor AUTH.',
  advice:
    'On the client: switch to ESMTP (EHLO). Postfix says HELO to a greeting of asterisks (smtp_pix_workarounds), other products after an EHLO that went unanswered.',
  reference: 'RFC 5321 section 3.2; RFC 3207 section 4',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session) => {
      const secured = session.first('tls.established') || session.first('tls.hello-received')
      if (secured || commandsOf(session, 'EHLO').length > 0) return []
      return commandsOf(session, 'HELO').slice(0, 1)
    })
    return events.length > 0 ? { events } : null
  },
})
