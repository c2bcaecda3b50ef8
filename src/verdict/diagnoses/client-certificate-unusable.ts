// Asked for a certificate, the client broke the handshake off without a word.
import { diagnosis } from '../diagnosis.ts'
import { silentlyLeft } from '../signs/server-certificate.ts'

export const clientCertificateUnusable = diagnosis({
  id: 'client-certificate-unusable',
  rank: 66,
  cause:
    'The server asked for a certificate of the client, and the client broke the handshake off without a word. ' +
    'Possible: it has one configured and cannot use its private key (Exchange logs "UnknownCredentials"); possible too: it did not accept the server.',
  advice:
    'On the client: read its log. If it names the credentials: give the service access to the private key, or delete the certificate and import it again with its key (that ended the Exchange case). ' +
    'If it names the certificate of the server: let it trust that.',
  reference: 'Exchange, "TLS negotiation failed with error UnknownCredentials"; RFC 8446 section 4.3.2',
  looksFor({ first, certificateFault, tls: { clientCertificate } }) {
    const asked = (clientCertificate?.ask ?? 'never') !== 'never'
    if (!asked || certificateFault !== null) return null
    const events = first.sessions.filter((session) => !session.first('tls.established')).flatMap(silentlyLeft)
    return events.length > 0 ? { events } : null
  },
})
