// The certificate of the client does not come from an authority that the server trusts.
import { diagnosis } from '../diagnosis.ts'
import { clientCertificateRefused } from '../signs/client-certificate.ts'

export const clientCertificateUntrusted = diagnosis({
  id: 'client-certificate-untrusted',
  rank: 83,
  cause:
    "The server refuses the client's certificate: {problem}. It does not come from an authority that the server trusts, or its chain is not complete.",
  advice:
    "On the client: use a certificate from an authority that the server's operator accepts, and send its intermediate certificates along. " +
    'On the server: add the root of that authority to those trusted for clients.',
  reference: 'RFC 8446 section 4.4.2.4; Trustwave, outbound TLS troubleshooting',
  looksFor: clientCertificateRefused(
    (problem) => !['MISSING', 'NAME_MISMATCH', 'INVALID_PURPOSE', ...TIME].includes(problem),
  ),
})

const TIME = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']
