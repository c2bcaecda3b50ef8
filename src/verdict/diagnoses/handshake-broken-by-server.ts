// The server spoiled the handshake: the client could do nothing about it.
import { diagnosis } from '../diagnosis.ts'

export const handshakeBrokenByServer = diagnosis({
  id: 'handshake-broken-by-server',
  rank: 79,
  cause: 'The server broke the handshake: {what}.',
  advice:
    'On the server: look at its TLS log, and at a load balancer, proxy or firewall in front of it. ' +
    'The client is right to give up; it must not go on in clear where TLS is mandatory.',
  reference: 'RFC 8446 section 6.2; docs/reference/handshake-faults.md',
  looksFor({ first }) {
    const played = first.all('tls.fault-played')
    const [one] = played
    return one ? { events: played, words: { what: one.detail } } : null
  },
})
