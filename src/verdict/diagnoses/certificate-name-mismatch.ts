// The certificate of the server is for another name than the client dialled.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateNameMismatch = diagnosis({
  id: 'certificate-name-mismatch',
  rank: 76,
  cause:
    "The name that the client dials does not stand in the server's certificate where the client looks for it. {how}",
  advice:
    'On the client: dial one of the names in the certificate, not an address or an alias. ' +
    'On the server: get a certificate that has the dialled name as a DNS name in its subjectAltName.',
  reference: 'RFC 6125 section 6; RFC 7817; RFC 8460 section 4.3 (certificate-host-mismatch)',
  looksFor: refusedFor('wrong-host', 'wrong-host-address', 'no-san', 'no-common-name', 'no-subject'),
})
