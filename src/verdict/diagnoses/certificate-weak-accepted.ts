// The certificate of the server could be forged, and the client went on inside TLS.
import { diagnosis } from '../diagnosis.ts'
import { goneOnInside } from '../signs/server-certificate.ts'

export const certificateWeakAccepted = diagnosis({
  id: 'certificate-weak-accepted',
  rank: 82,
  cause: "The server's certificate {weakness}, and the client accepted it: its demands on certificates are too low.",
  advice:
    'On the client: raise the demands of its TLS library, or check certificates at all (OpenSSL: @SECLEVEL=2; GnuTLS: the priority NORMAL with profile medium; ' +
    'Java: jdk.certpath.disabledAlgorithms). On the server: get a certificate with RSA of 2048 bits or ECDSA, signed with SHA-256.',
  reference: 'RFC 9325 section 4.5; RFC 6151; NIST SP 800-131A',
  looksFor(findings) {
    const weakness = WEAKNESSES[findings.certificateFault ?? '']
    if (findings.policy !== 'mandatory' || !weakness) return null
    const events = goneOnInside(findings)
    return events.length > 0 ? { events, words: { weakness } } : null
  },
})

const WEAKNESSES: Readonly<Record<string, string>> = {
  md5: 'is signed with MD5',
  sha1: 'is signed with SHA-1',
  rsa512: 'has an RSA key of 512 bits, which anybody can factor',
  rsa1024: 'has an RSA key of 1024 bits',
}
