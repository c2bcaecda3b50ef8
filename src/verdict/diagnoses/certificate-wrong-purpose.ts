// The certificate may not identify a server.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateWrongPurpose = diagnosis({
  id: 'certificate-wrong-purpose',
  rank: 76,
  cause: "The server's certificate may identify a client only (extended key usage clientAuth). {how}",
  advice: 'On the server: get a certificate with the extended key usage serverAuth.',
  reference: 'RFC 5280 section 4.2.1.12',
  looksFor: refusedFor('client-purpose'),
})
