// The Received header that the server puts on top of a message, in the form that Postfix gives it (RFC 5321 section 4.4).
import type { CertificateFacts } from '../transcript/events.ts'

export interface Reception {
  id: string
  hostname: string
  /** The name given at EHLO or HELO; null when the client gave none. */
  client: string | null
  from: string
  /** SMTP, ESMTP, ESMTPS, ESMTPSA (RFC 3848). */
  protocol: string
  tls: { version: string; cipher: string; bits: number; algorithmBits: number } | null
  clientCertificateAsked: boolean
  clientCertificate: CertificateFacts | null
  recipients: readonly string[]
  at: Date
}

/** Header lines with CRLF, folded with tabs. */
export function receivedHeader(reception: Reception): string {
  const { tls, recipients } = reception
  const address = reception.from.includes(':') ? `IPv6:${reception.from}` : reception.from
  const lines = [`Received: from ${reception.client ?? 'unknown'} (unknown [${address}])`]
  if (tls) {
    lines.push(`\t(using ${tls.version} with cipher ${tls.cipher} (${tls.bits}/${tls.algorithmBits} bits))`)
    lines.push(`\t(${certificateWords(reception)})`)
  }
  const by = `\tby ${reception.hostname} (smtp-simulator) with ${reception.protocol} id ${reception.id}`
  const [only] = recipients
  const date = mailDate(reception.at)
  // Naming several recipients would tell each about the others (RFC 5321 section 7.2).
  if (only !== undefined && recipients.length === 1) lines.push(by, `\tfor <${only}>; ${date}`)
  else lines.push(`${by};`, `\t${date}`)
  return `${lines.join('\r\n')}\r\n`
}

function certificateWords({ clientCertificateAsked, clientCertificate }: Reception): string {
  if (!clientCertificateAsked) return 'No client certificate requested'
  if (!clientCertificate) return 'Client did not present a certificate'
  const verified = clientCertificate.trusted ? 'verified OK' : 'not verified'
  return `Client CN "${commonName(clientCertificate.subject)}", Issuer "${commonName(clientCertificate.issuer)}" (${verified})`
}

function commonName(name: string): string {
  // A quote or a line break in a certificate name must not break out of the header.
  const found = /(?:^|,\s*|\n)CN=([^,\n]*)/.exec(name)?.[1] ?? name
  return found.replace(/[^\x20-\x7e]|["\\]/g, '?')
}

/** RFC 5322 section 3.3, always in UTC. */
export function mailDate(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000')
}
