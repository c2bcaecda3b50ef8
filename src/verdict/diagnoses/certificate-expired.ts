// The certificate of the server has expired and the client refuses it.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateExpired = diagnosis({
  id: 'certificate-expired',
  rank: 76,
  cause: "The server's certificate has expired. {how}",
  advice:
    'On the server: renew the certificate and reload the mail server, which often keeps the old one in memory. ' +
    'If it is not expired: check the clock of the client.',
  reference: 'RFC 5280 section 4.1.2.5; RFC 8460 section 4.3 (certificate-expired)',
  looksFor: refusedFor('expired'),
})
