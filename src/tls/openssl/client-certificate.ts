// The certificate that a client showed, and what OpenSSL thinks of it.
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts } from '../../transcript/events.ts'

/** Null when the client showed none. `names` restricts whom `verify: name` accepts; empty: anyone. */
export function clientCertificateOf(socket: TLSSocket, names: readonly string[]): CertificateFacts | null {
  const certificate = socket.getPeerCertificate(false) as DetailedPeerCertificate
  if (!certificate || Object.keys(certificate).length === 0) return null
  const problem = verifyError(socket) ?? wrongName(certificate, names)
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    validTo: new Date(certificate.valid_to).toISOString(),
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
  const shown = [
    certificate.subject?.CN,
    ...(certificate.subjectaltname ?? '').split(', ').map((name) => name.replace(/^\w+:/, '')),
  ]
  const wanted = names.map((name) => name.toLowerCase())
  return shown.some((name) => name !== undefined && wanted.includes(String(name).toLowerCase()))
    ? null
    : 'NAME_MISMATCH'
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : value}`)
    .join(', ')
}
