// The client went on inside TLS with a server whose key no TLSA record names.
import { diagnosis } from '../diagnosis.ts'
import { goneOnInside } from '../signs/server-certificate.ts'

export const daneNotUsed = diagnosis({
  id: 'dane-not-used',
  rank: 82,
  cause:
    "No TLSA record names the key of this server, and the client went on inside TLS all the same: it knows no DANE, or was not given this server's records.",
  advice:
    'On the client, where it can do DANE: turn it on (Postfix: smtp_tls_security_level = dane or dane-only with smtp_dns_support_level = dnssec and a ' +
    'resolver that validates; Exim: hosts_require_dane; openssl: -dane_tlsa_rrdata with the records of the ready line). A client without DANE cannot see this; ' +
    'leave the scenario out for it, or accept the result in the baseline.',
  reference: 'RFC 7672 section 2.2; RFC 6698 section 2.1',
  looksFor(findings) {
    if (findings.policy !== 'mandatory' || findings.certificateFault !== 'outdated-tlsa') return null
    const events = goneOnInside(findings)
    return events.length > 0 ? { events } : null
  },
})
