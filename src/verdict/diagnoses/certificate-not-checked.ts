// The client went on inside TLS with a certificate that a client that checks does not accept.
import { diagnosis } from '../diagnosis.ts'
import { goneOnInside } from '../signs/server-certificate.ts'

export const certificateNotChecked = diagnosis({
  id: 'certificate-not-checked',
  rank: 82,
  cause:
    "The server's certificate is {fault}, and the client, which is to check it, went on inside TLS all the same: it does not check certificates, or not this.",
  advice:
    'On the client: turn the check on (Postfix: smtp_tls_security_level = verify or secure; Exchange: TlsAuthLevel CertificateValidation or DomainValidation; ' +
    'nodemailer: leave rejectUnauthorized alone; smtplib: starttls(context=ssl.create_default_context()); curl: no -k).',
  reference: 'RFC 8314 section 5.3; RFC 6125 section 6',
  looksFor(findings) {
    const fault = FAULTS[findings.certificateFault ?? '']
    if (findings.policy !== 'mandatory' || !fault) return null
    const events = goneOnInside(findings)
    return events.length > 0 ? { events, words: { fault } } : null
  },
})

/** Faults that no check lets pass; the others some right clients accept. */
const FAULTS: Readonly<Record<string, string>> = {
  expired: 'expired',
  'not-yet-valid': 'not valid yet',
  'self-signed': 'self-signed',
  'untrusted-root': 'from an authority that nobody trusts',
  'wrong-host': 'for another name',
  'incomplete-chain': 'sent without its intermediate certificate',
  'client-purpose': 'for clients only',
  revoked: 'revoked by its authority',
  demo: "the vendor's own for demonstrations",
}
