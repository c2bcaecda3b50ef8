// The session runs over SSL 3.0.
import { diagnosis } from '../diagnosis.ts'

export const ssl3Negotiated = diagnosis({
  id: 'ssl3-negotiated',
  rank: 77,
  cause: 'The handshake agreed on SSL 3.0, in which bytes of the content can be guessed (POODLE), whatever the suite.',
  advice:
    'On the client: set its lowest version to TLS 1.2; a library that still has SSL 3.0 is from before 2015. On the server: enable TLS 1.2.',
  reference: 'RFC 7568',
  looksFor({ first }) {
    const events = first.all('tls.established').filter(({ version }) => version === 'SSLv3')
    return events.length > 0 ? { events } : null
  },
})
