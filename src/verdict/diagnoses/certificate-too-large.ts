// The certificate of the server is larger than what the client reads.
import { diagnosis } from '../diagnosis.ts'
import { refusedFor } from '../signs/server-certificate.ts'

export const certificateTooLarge = diagnosis({
  id: 'certificate-too-large',
  rank: 76,
  cause:
    "The server's certificate has so many names that the client does not read it to its end: OpenSSL stops at 100 KB, GnuTLS at 128 KB. {how}",
  advice:
    'On the server: use a certificate with fewer names, or one for each group of hosts. On the client nothing is wrong.',
  reference: 'OpenSSL, SSL_CTX_set_max_cert_list; GnuTLS, gnutls_handshake_set_max_packet_length',
  looksFor: refusedFor('1000-sans', '10000-sans'),
})
