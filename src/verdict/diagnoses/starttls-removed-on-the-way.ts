// The server listed STARTTLS and the client received a list without it.
import { diagnosis } from '../diagnosis.ts'
import { lists, withoutStarttls } from '../signs/ehlo.ts'
import { maskedIn } from '../signs/firewall.ts'

export const starttlsRemovedOnTheWay = diagnosis({
  id: 'starttls-removed-on-the-way',
  rank: 93,
  cause:
    'The server lists STARTTLS, the line is gone when its answer reaches the client, and no TLS came of it: something on the way takes it out.',
  advice:
    'Compare the answer to EHLO at the server itself and from the network of the client, and look at what stands in between: ' +
    'a firewall, an anti-virus gateway, the provider, or an attacker. On the client: make TLS mandatory, or use TLS from the first byte (port 465), MTA-STS or DANE.',
  reference: 'RFC 3207 section 6',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session) => {
      const ehlo = withoutStarttls(session)
      if (!ehlo || !lists(ehlo.sent, 'STARTTLS') || maskedIn(session).length > 0) return []
      return [ehlo.command, ehlo.reply]
    })
    return events.length > 0 ? { events } : null
  },
})
