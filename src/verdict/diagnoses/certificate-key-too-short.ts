// The key of the server's certificate is too short for the signatures of TLS 1.3, which was agreed on.
import { diagnosis } from '../diagnosis.ts'
import { offersTls13 } from '../signs/versions.ts'

export const certificateKeyTooShort = diagnosis({
  id: 'certificate-key-too-short',
  rank: 77,
  cause:
    "The server's RSA key of 512 bits is too short for any signature of TLS 1.3, which both sides have: the handshake breaks before the client sees the certificate.",
  advice:
    'On the server: make a key of 2048 bits or more, or ECDSA, and get a certificate for it. ' +
    'To keep the client at TLS 1.2 would only hide a key that anybody can factor.',
  reference: 'RFC 8446 section 4.2.3; RFC 9325 section 4.5',
  looksFor({ first, certificateFault }) {
    if (certificateFault !== 'rsa512') return null
    for (const session of first.sessions) {
      const hello = session.first('tls.hello-received')
      const failed = session.first('tls.failed')
      if (hello && offersTls13(hello.hello) && failed?.reason === 'no-common-suite') return { events: [hello, failed] }
    }
    return null
  },
})
