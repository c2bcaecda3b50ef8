// The certificate of the server is not valid yet and the client refuses it.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateNotYetValid = diagnosis({
  id: 'certificate-not-yet-valid',
  rank: 76,
  cause: "The server's certificate becomes valid only later. {how}",
  advice:
    'Compare the clocks: most often that of the client is slow (a device after a loss of power). Else, on the server: use the earlier certificate until the new one is valid.',
  reference: 'RFC 5280 section 4.1.2.5',
  looksFor: refusedFor('not-yet-valid'),
})
