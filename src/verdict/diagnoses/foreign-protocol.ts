// The client speaks no SMTP at all.
import { diagnosis } from '../diagnosis.ts'

export const foreignProtocol = diagnosis({
  id: 'foreign-protocol',
  rank: 90,
  cause: 'The client speaks {protocol} and not SMTP.',
  advice:
    'Check host and port on the client, and what is configured there: a web proxy, a health check of a load balancer, a scanner. A health check has to be of the kind "SMTP" or "TCP".',
  reference: 'RFC 5321 section 3.1',
  looksFor({ first }) {
    const events = first.all('smtp.foreign-protocol-received')
    const [one] = events
    return one ? { events, words: { protocol: one.protocol.toUpperCase() } } : null
  },
})
