// The certificate that a client showed to OpenSSL, and what OpenSSL thinks of it.
import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import type { CertificateFacts } from '../../transcript/events.ts'
import { clientCertificateFacts } from '../client-certificates.ts'

/** Null when the client showed none, or was not asked. */
export function clientCertificateOf(socket: TLSSocket, policy: TlsPlan['clientCertificate']): CertificateFacts | null {
  if (policy.ask === 'never') return null
  const certificate = socket.getPeerCertificate(false) as PeerCertificate
  if (!certificate || Object.keys(certificate).length === 0) return null
  return clientCertificateFacts(certificate, verifyError(socket), policy)
}

// A TLSSocket that was not made by tls.Server has no `authorizationError`; Node's own server asks the handle as well.
function verifyError(socket: TLSSocket): string | null {
  const handle = (socket as unknown as { _handle?: { verifyError?: () => (Error & { code?: string }) | null } })._handle
  const error = handle?.verifyError?.()
  return error ? (error.code ?? error.message) : null
}
