// The server does not list STARTTLS.
import { diagnosis } from '../diagnosis.ts'
import { lists, startsWithStarttls, withoutStarttls } from '../signs/ehlo.ts'
import { maskedIn } from '../signs/firewall.ts'

export const starttlsNotOffered = diagnosis({
  id: 'starttls-not-offered',
  rank: 68,
  cause: 'The server does not list STARTTLS in its answer to EHLO, so there is no TLS on this port.',
  advice:
    'On the server: give it a certificate and turn STARTTLS on (Postfix: smtpd_tls_security_level = may; Exchange: a certificate for the service SMTP). ' +
    'On the client: check host and port (587 for submission, 465 for TLS at once), and leave TLS mandatory where it is: in clear, anyone on the way can read the mail.',
  reference: 'RFC 3207 section 4',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session) => {
      const ehlo = withoutStarttls(session)
      if (!ehlo || lists(ehlo.sent, 'STARTTLS') || startsWithStarttls(ehlo) || maskedIn(session).length > 0) return []
      return [ehlo.command, ehlo.reply]
    })
    return events.length > 0 ? { events } : null
  },
})
