// The session key travelled encrypted with the key of the certificate.
import { diagnosis } from '../diagnosis.ts'
import { familiesOf } from '../signs/suites.ts'

export const noForwardSecrecy = diagnosis({
  id: 'no-forward-secrecy',
  rank: 16,
  cause:
    'The server has no suite with ephemeral keys: {suite} was agreed on, and who gets the key of its certificate can read what was recorded before.',
  advice: 'On the server: enable suites with ECDHE and AES-GCM. The client can do nothing about it but refuse.',
  reference: 'RFC 9325 section 4.1',
  looksFor({ first, tls: { ciphers = ['modern'] } }) {
    const families = familiesOf(ciphers)
    if (families.length !== 1 || families[0] !== 'RSA key exchange') return null
    const events = first.all('tls.established')
    const [one] = events
    return one ? { events, words: { suite: one.suite } } : null
  },
})
