// The certificate of the server has no subjectAltName, and the client took the common name for it.
import { diagnosis } from '../diagnosis.ts'
import { goneOnInside } from '../signs/server-certificate.ts'

export const certificateCommonNameUsed = diagnosis({
  id: 'certificate-common-name-used',
  rank: 34,
  cause:
    "The server's certificate names its host in the common name only, and the client took that, or checks no name at all.",
  advice:
    'On the server: get a certificate with the host name in its subjectAltName, before its clients are updated: RFC 9525 forbids them to look at the common name, and more and more do not. ' +
    'On the client: this works only for as long as its TLS library looks there.',
  reference: 'RFC 9525 section 2; RFC 7817 section 3',
  looksFor(findings) {
    if (findings.policy !== 'mandatory' || findings.certificateFault !== 'no-san') return null
    const events = goneOnInside(findings)
    return events.length > 0 ? { events } : null
  },
})
