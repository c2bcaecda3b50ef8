// The handshake agreed on a suite that protects little or nothing.
import { diagnosis } from '../diagnosis.ts'
import { weaknessOf } from '../signs/suites.ts'

export const weakEncryptionNegotiated = diagnosis({
  id: 'weak-encryption-negotiated',
  rank: 76,
  cause: 'The handshake agreed on {suite} ({bits} bits), which {why}.',
  advice:
    'On the client: take this suite off its list; a client that offers it will end up with it one day. ' +
    'On the server: enable suites with ECDHE and AES-GCM and remove the weak ones.',
  reference: 'RFC 9325 section 4.1',
  looksFor({ first }) {
    const weak = first.all('tls.established').filter(({ suite }) => weaknessOf(suite) !== null)
    const [one] = weak
    if (!one) return null
    return { events: weak, words: { suite: one.suite, bits: String(one.bits), why: weaknessOf(one.suite) ?? '' } }
  },
})
