// The certificate of the client may identify a server only.
import { diagnosis } from '../diagnosis.ts'
import { clientCertificateRefused } from '../signs/client-certificate.ts'

export const clientCertificateWrongPurpose = diagnosis({
  id: 'client-certificate-wrong-purpose',
  rank: 84,
  cause:
    "The server refuses the client's certificate because it was made for servers only: its extended key usage lacks clientAuth.",
  advice:
    'On the client: show a certificate with the extended key usage clientAuth. The one that it has as a server no longer does where a public authority has renewed it: from 2026 on they leave clientAuth out. ' +
    'A private authority still issues it. On the server: else accept such certificates, or do not ask for any.',
  reference: "RFC 5280 section 4.2.1.12; Let's Encrypt, ending TLS client authentication certificate support in 2026",
  looksFor: clientCertificateRefused((problem) => problem === 'INVALID_PURPOSE'),
})
