// The certificate of the server comes from an authority that the client does not know.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateUntrustedRoot = diagnosis({
  id: 'certificate-untrusted-root',
  rank: 76,
  cause: "The server's certificate comes from an authority that the client does not trust. {how}",
  advice:
    "On the client: install the authority's root certificate if it is one of your own. On the server: else get a certificate from an authority that its clients trust.",
  reference: 'RFC 5280 section 6; RFC 8460 section 4.3 (certificate-not-trusted)',
  looksFor: refusedFor('untrusted-root'),
})
