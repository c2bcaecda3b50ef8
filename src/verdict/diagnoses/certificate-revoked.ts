// The authority has revoked the certificate of the server, and the client refuses it.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateRevoked = diagnosis({
  id: 'certificate-revoked',
  rank: 76,
  cause: "The server's certificate has been revoked by its authority. {how}",
  advice:
    'On the server: replace the certificate, and its key as well, which may be in wrong hands: that is why it was revoked. The client is right.',
  reference: 'RFC 5280 section 5; RFC 6960; RFC 6066 section 8',
  looksFor: refusedFor('revoked'),
})
