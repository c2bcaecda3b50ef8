// The certificate of the client has expired, or is not valid yet.
import { diagnosis } from '../diagnosis.ts'
import { clientCertificateRefused } from '../signs/client-certificate.ts'

export const clientCertificateExpired = diagnosis({
  id: 'client-certificate-expired',
  rank: 83,
  cause: "The server refuses the client's certificate because of its dates: {problem}.",
  advice:
    'On the client: renew the certificate and restart the mail software. If its dates are right, compare the clocks of both sides.',
  reference: 'RFC 5280 section 4.1.2.5',
  looksFor: clientCertificateRefused((problem) => ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(problem)),
})
