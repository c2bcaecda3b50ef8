// The server spoiled the handshake: the client could do nothing about it.
import { diagnosis } from '../diagnosis.ts'
import { saidInside } from '../signs/broken-handshakes.ts'

export const handshakeBrokenByServer = diagnosis({
  id: 'handshake-broken-by-server',
  rank: 79,
  cause: 'The server broke the handshake: {what}.',
  advice:
    'On the server: look at its TLS log, and at a load balancer, proxy or firewall in front of it. ' +
    'The client is right to give up; it must not go on in clear where TLS is mandatory.',
  reference: 'RFC 8446 section 6.2; docs/reference/handshake-faults.md',
  looksFor({ first }) {
    // With the sign of a downgrade the server is right; and where the client went on, it is the client's turn.
    const played = first.sessions
      .filter((session) => !saidInside(session))
      .flatMap((session) => session.all('tls.fault-played'))
      .filter(({ fault }) => fault !== 'downgrade-sentinel')
    const [one] = played
    return one ? { events: played, words: { what: one.detail } } : null
  },
})
