// The client went on inside TLS with a certificate that a client that checks does not accept.
import { diagnosis } from '../diagnosis.ts'

export const certificateNotChecked = diagnosis({
  id: 'certificate-not-checked',
  rank: 82,
  cause:
    "The server's certificate is {fault}, and the client went on inside TLS all the same: it does not check certificates, or not this.",
  advice:
    'On the client: turn the check on (Postfix: smtp_tls_security_level = verify or secure; Exchange: TlsAuthLevel CertificateValidation or DomainValidation; ' +
    'nodemailer: leave rejectUnauthorized alone; smtplib: starttls(context=ssl.create_default_context()); curl: no -k).',
  reference: 'RFC 8314 section 4; RFC 6125 section 6',
  looksFor({ first, policy, certificateFault }) {
    const fault = FAULTS[certificateFault ?? '']
    if (policy !== 'mandatory' || !fault) return null
    for (const session of first.sessions) {
      const established = session.first('tls.established')
      const next = session.all('smtp.command-received').find(({ secured, verb }) => secured && verb !== 'QUIT')
      if (established && next && !session.first('tls.alert-received')) {
        return { events: [established, next], words: { fault } }
      }
    }
    return null
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
}
