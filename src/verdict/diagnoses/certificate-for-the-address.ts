// The certificate is good for the address of the server and not for its name, and the client accepted it.
import { diagnosis } from '../diagnosis.ts'
import { goneOnInside } from '../signs/server-certificate.ts'

export const certificateForTheAddress = diagnosis({
  id: 'certificate-for-the-address',
  rank: 34,
  cause:
    "The server's certificate is good for its address and for another name. The client accepted it: right if it dialled the address, wrong if it dialled the name. {hint}",
  advice:
    'On the client: look at what it dials. If that is a name, it does not compare it with the certificate: turn the check of names on. ' +
    'On the server: get a certificate with the name that clients dial.',
  reference: 'RFC 9525 section 6.4; RFC 6066 section 3',
  looksFor(findings) {
    if (findings.policy !== 'mandatory' || findings.certificateFault !== 'wrong-host-address') return null
    const events = goneOnInside(findings)
    const [hello] = findings.first.all('tls.hello-received')
    const name = hello?.hello.servername ?? null
    const hint = name === null ? 'Its hello names no server.' : `Its hello asks for "${name}".`
    return events.length > 0 ? { events, words: { hint } } : null
  },
})
