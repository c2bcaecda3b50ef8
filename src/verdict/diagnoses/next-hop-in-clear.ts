// The client has done right, and the server that took its mail has sent it on in clear.
import { diagnosis } from '../diagnosis.ts'

export const nextHopInClear = diagnosis({
  id: 'next-hop-in-clear',
  rank: 30,
  cause: 'The server that took the mail sent it on to {next} in clear: TLS protects one hop. The client plays no part.',
  advice:
    'On the relaying server: make TLS a must for this destination (Postfix: smtp_tls_policy_maps with "encrypt" or "secure"; Exchange: RequireTLS on the send connector), or MTA-STS or DANE for the next server. What must stay secret on all hops is encrypted in the message itself (S/MIME, OpenPGP).',
  reference: 'RFC 3207 section 6',
  looksFor({ first }) {
    const events = first.all('relay.delivered').filter(({ secured }) => !secured)
    const [next = 'the next server'] = first.all('relay.started').map((each) => each.next)
    return events.length > 0 ? { events, words: { next } } : null
  },
})
