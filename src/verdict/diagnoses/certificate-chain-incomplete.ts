// The server does not send its intermediate certificate, or not in order.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateChainIncomplete = diagnosis({
  id: 'certificate-chain-incomplete',
  rank: 76,
  cause:
    'The server does not send the whole chain in order, so the client cannot find the way from the certificate to the root. {how}',
  advice:
    'On the server: send the certificate with all intermediate ones behind it, in order (the "full chain" file). ' +
    'Browsers fetch or remember what is missing, mail clients do not: that it works there proves nothing.',
  reference: 'RFC 5246 section 7.4.2; RFC 8446 section 4.4.2',
  looksFor: refusedFor('incomplete-chain', 'reversed-chain'),
})
