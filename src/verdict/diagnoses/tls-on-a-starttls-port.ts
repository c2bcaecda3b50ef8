// The client started TLS at once on a port that speaks plain SMTP first.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'

export const tlsOnAStarttlsPort = diagnosis({
  id: 'tls-on-a-starttls-port',
  rank: 90,
  cause:
    'The client started TLS with its first byte; this port speaks plain SMTP first and offers STARTTLS. The client reports "wrong version number" or the like.',
  advice:
    'On the client: switch from "SSL/TLS" to "STARTTLS" (nodemailer: secure: false, requireTLS: true; curl: smtp:// with --ssl-reqd), or use the port for implicit TLS (465).',
  reference: 'RFC 8314 section 3.3; RFC 3207 section 4',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const record = session.first('smtp.tls-record-received')
      // Behind STARTTLS it was not its first byte: `no-tls-behind-starttls`, or why STARTTLS was refused.
      if (record && commandsOf(session, 'STARTTLS').length === 0) return { events: [record] }
    }
    return null
  },
})
