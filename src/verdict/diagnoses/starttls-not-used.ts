// STARTTLS was offered, and the client went on in clear without asking for it.
import { diagnosis } from '../diagnosis.ts'
import { plainEhlo, sawStarttls } from '../signs/ehlo.ts'
import { commandsOf } from '../signs/exchanges.ts'

export const starttlsNotUsed = diagnosis({
  id: 'starttls-not-used',
  rank: 78,
  cause: 'The server offers STARTTLS. The client never asked for it and went on in clear with {verb}.',
  advice:
    'On the client: turn STARTTLS on and make it mandatory ("TLS required"; Exchange: RequireTLS on the send connector, and IgnoreSTARTTLS off; ' +
    'Cisco: Destination Controls, TLS Support; nodemailer: requireTLS; smtplib: starttls() before login()).',
  reference: 'RFC 3207 section 4',
  looksFor({ first }) {
    if (first.sessions.some((session) => commandsOf(session, 'STARTTLS').length > 0)) return null
    for (const session of first.sessions) {
      const [next] = commandsOf(session, 'MAIL', 'AUTH').filter(({ secured }) => !secured)
      const ehlo = plainEhlo(session)
      if (next && ehlo && sawStarttls(session)) return { events: [ehlo.reply, next], words: { verb: next.verb } }
    }
    return null
  },
})
