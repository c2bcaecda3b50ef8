// The certificate that a client showed, and what OpenSSL thinks of it.
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts } from '../../transcript/events.ts'
import { clean } from '../limits.ts'

/** Null when the client showed none. `names` restricts whom `verify: name` accepts; empty: anyone. */
export function clientCertificateOf(socket: TLSSocket, names: readonly string[]): CertificateFacts | null {
  const certificate = socket.getPeerCertificate(false) as DetailedPeerCertificate
  if (!certificate || Object.keys(certificate).length === 0) return null
  const problem = verifyError(socket) ?? wrongName(certificate, names)
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    validTo: timeOf(certificate.valid_to),
    trusted: problem === null,
    problem,
  }
}

// A TLSSocket that was not made by tls.Server has no `authorizationError`; Node's own server asks the handle as well.
function verifyError(socket: TLSSocket): string | null {
  const handle = (socket as unknown as { _handle?: { verifyError?: () => (Error & { code?: string }) | null } })._handle
  const error = handle?.verifyError?.()
  return error ? (error.code ?? error.message) : null
}

function wrongName(certificate: DetailedPeerCertificate, names: readonly string[]): string | null {
  if (names.length === 0) return null
  const shown = [certificate.subject?.CN ?? [], alternativeNames(certificate.subjectaltname ?? '')].flat()
  const wanted = names.map((name) => name.toLowerCase())
  return shown.some((name) => wanted.includes(name.toLowerCase())) ? null : 'NAME_MISMATCH'
}

/**
 * The values of `DNS:mail.example, IP Address:192.0.2.1, DNS:"odd, name"`: Node quotes as JSON what holds a comma or a
 * quote, so that one name cannot pass for two (CVE-2021-44532).
 */
function alternativeNames(text: string): string[] {
  return [...text.matchAll(/(?:^|, )[\w ]+:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, value = '']) =>
    value.startsWith('"') ? String(JSON.parse(value)) : value,
  )
}

// The client wrote them: no more than a line each, and none that a terminal would obey.
function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).map(
    ([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : value}`,
  )
  return clean(parts.join(', '))
}

/** Empty for a time that is none: OpenSSL takes such a certificate and Node then says "Bad time value". */
function timeOf(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}
