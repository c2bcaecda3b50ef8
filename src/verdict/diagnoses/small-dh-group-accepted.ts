// The keys were exchanged in a group that protects nothing.
import { diagnosis } from '../diagnosis.ts'
import { usesDhGroup, weakGroupOf } from '../signs/dh-groups.ts'

export const smallDhGroupAccepted = diagnosis({
  id: 'small-dh-group-accepted',
  rank: 77,
  cause:
    'The client took the Diffie-Hellman group {group} of the server, which {why}. The suite {suite} is no stronger than that.',
  advice:
    'On the client: set a lower limit of 2048 bits (OpenSSL: security level 2; Java: jdk.tls.disabledAlgorithms; GnuTLS: --dh-bits), or offer no suites with DHE. On the server: ECDHE, or a group of RFC 7919.',
  reference: 'RFC 9325 section 4.5; RFC 7919; CVE-2015-4000 (Logjam)',
  looksFor({ first, tls }) {
    const group = weakGroupOf(tls)
    const events = first.all('tls.established').filter(({ suite }) => usesDhGroup(suite))
    const [one] = events
    return group && one ? { events, words: { group: group.name, why: group.why, suite: one.suite } } : null
  },
})
