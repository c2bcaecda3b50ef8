// A password crossed the network in clear.
import { diagnosis } from '../diagnosis.ts'
import { leakOf } from '../outcome.ts'

export const credentialsInClear = diagnosis({
  id: 'credentials-in-clear',
  rank: 58,
  cause: 'User and password went over the network in clear. Whoever can read the traffic has them now.',
  advice:
    'Change this password. On the client: make TLS mandatory before AUTH. On the server: list AUTH only inside TLS (Postfix: smtpd_tls_auth_only = yes).',
  reference: 'RFC 4954 section 4; RFC 8314 section 3',
  looksFor: ({ first, leak }) => (leak === 'credentials' ? { events: leakOf(first).events } : null),
})
