// Plain SMTP came to a port where TLS starts with the first byte.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'
import { textIn } from '../signs/hex.ts'

export const smtpOnATlsPort = diagnosis({
  id: 'smtp-on-a-tls-port',
  rank: 90,
  cause: 'This port speaks TLS from the first byte, and the client sent plain text ("{line}").',
  advice:
    'On the client: switch from "STARTTLS" or "none" to "SSL/TLS" (implicit TLS) for this port, or use the port for STARTTLS (587). ' +
    'Many such clients say nothing and wait for a greeting that never comes.',
  reference: 'RFC 8314 section 3.3',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const unreadable = session.first('tls.hello-unreadable')
      const line = unreadable && textIn(unreadable.bytesHex)
      if (unreadable && line && commandsOf(session, 'STARTTLS').length === 0)
        return { events: [unreadable], words: { line } }
    }
    return null
  },
})
