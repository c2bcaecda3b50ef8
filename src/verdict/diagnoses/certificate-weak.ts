// The key or the signature of the certificate is too weak for the client.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateWeak = diagnosis({
  id: 'certificate-weak',
  rank: 76,
  cause: "The key or the signature of the server's certificate is too weak for the client. {how}",
  advice:
    'On the server: get a certificate with an RSA key of at least 2048 bits, or ECDSA, signed with SHA-256 or better. Do not lower the demands of the client.',
  reference: 'RFC 9325 section 4.5; NIST SP 800-131A',
  looksFor: refusedFor('sha1', 'md5', 'rsa512', 'rsa1024'),
})
