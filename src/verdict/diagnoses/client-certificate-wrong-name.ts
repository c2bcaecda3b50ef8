// The certificate of the client is trusted and bears another name than the server expects.
import { diagnosis } from '../diagnosis.ts'
import { clientCertificateRefused } from '../signs/client-certificate.ts'

export const clientCertificateWrongName = diagnosis({
  id: 'client-certificate-wrong-name',
  rank: 83,
  cause: "The client's certificate is trusted, and its name is none of those that the server accepts.",
  advice:
    'On the server: add the name in the certificate to those accepted (Microsoft 365: TlsSenderCertificateName of the inbound connector). ' +
    'On the client: else use the certificate with the name that was agreed on.',
  reference: 'RFC 6125 section 6',
  looksFor: clientCertificateRefused((problem) => problem === 'NAME_MISMATCH'),
})
