// The server still shows the certificate that its vendor has put into every appliance.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateDemo = diagnosis({
  id: 'certificate-demo',
  rank: 76,
  cause:
    "The server shows its vendor's certificate for demonstrations: self-signed, and for the product instead of the host. {how}",
  advice:
    'On the server: assign a certificate of its own to the listener (Cisco Secure Email: Network, Certificates, then Network, Listeners, Certificate). ' +
    'Do not trust the demonstration certificate on the client: every appliance of that kind has the same one and its key.',
  reference: 'Cisco document 118844, TLS certificates on the ESA; RFC 5280 section 6',
  looksFor: refusedFor('demo'),
})
