// EHLO itself was refused, so that no extension can be seen.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn } from '../signs/exchanges.ts'
import { sightingOf } from '../signs/replies.ts'

export const ehloRefused = diagnosis({
  id: 'ehlo-refused',
  rank: 71,
  cause:
    'The server refuses EHLO ("{reply}"), so the client sees neither STARTTLS nor AUTH; many then say HELO and go on in clear.',
  advice:
    'On the server, or on a firewall in front of it: let EHLO through. On the client: keep TLS mandatory, since whoever sits on the path can refuse EHLO too.',
  reference: 'RFC 5321 section 3.2',
  looksFor: ({ first }) =>
    sightingOf(refusalsIn(first).filter(({ to, reply }) => to === 'EHLO' && reply.code >= 500 && !reply.secured)),
})
