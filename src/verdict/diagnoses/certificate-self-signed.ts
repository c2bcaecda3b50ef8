// The certificate of the server is signed by itself and the client refuses it.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateSelfSigned = diagnosis({
  id: 'certificate-self-signed',
  rank: 76,
  cause: "The server's certificate is signed by its own key, so nobody vouches for it. {how}",
  advice:
    'On the server: get a certificate from an authority that the client knows (a public one, or that of the company). ' +
    'Only where that is not possible, on the client: trust this one certificate, and not every one.',
  reference: 'RFC 5280 section 6; RFC 8460 section 4.3 (certificate-not-trusted)',
  looksFor: refusedFor('self-signed'),
})
