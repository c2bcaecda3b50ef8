// The client asked for STARTTLS, got its 220, and went on in clear.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf } from '../signs/exchanges.ts'
import { textIn } from '../signs/hex.ts'

export const noHandshakeAfterStarttls = diagnosis({
  id: 'no-handshake-after-starttls',
  rank: 84,
  cause: 'After the 220 to STARTTLS the client sent plain text ("{line}") where its ClientHello was due.',
  advice:
    'On the client: start the handshake as soon as 220 is read. In a script, wrap the socket in TLS between STARTTLS and the next command.',
  reference: 'RFC 3207 section 4',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const [asked] = commandsOf(session, 'STARTTLS')
      const unreadable = session.first('tls.hello-unreadable')
      const line = unreadable && textIn(unreadable.bytesHex)
      if (asked && unreadable && line) return { events: [asked, unreadable], words: { line } }
    }
    return null
  },
})
