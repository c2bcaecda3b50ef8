// What a client does and meets: what a sender tells of itself, and what can be told of any client from the server's end.
import type { ClientHelloFacts } from '../transcript/events.ts'
import type { CertificateDetails } from './certificate.ts'

/** The certificate that a server showed. */
export interface ServerCertificate extends CertificateDetails {
  /** SHA-256 of the certificate, colon-separated hex. */
  fingerprint: string
  /** OpenSSL's code when the chain does not end at a trusted authority, such as `CERT_HAS_EXPIRED`. */
  problem: string | null
}

/** `ECDH` of 256 bits; `DH` of 2048. */
export interface EphemeralKey {
  type: 'ECDH' | 'DH'
  bits: number
}

/** By the name of the event. */
export interface ClientEventFields {
  'connection.opened': { host: string; port: number; address: string }
  'connection.failed': { host: string; port: number; detail: string }
  'connection.closed': { by: 'sender' | 'server'; secured: boolean }
  'command.sent': {
    /** Without its line end; credentials replaced. */
    line: string
    /** Nothing of the line can be shown. */
    secret: boolean
    secured: boolean
  }
  'content.sent': { bytes: number; secured: boolean }
  'reply.received': { code: number; lines: string[]; secured: boolean; to: string }
  'reply.missed': { to: string; why: Lost; detail: string; secured: boolean }
  'tls.hello-sent': { hello: ClientHelloFacts; summary: string }
  'tls.established': {
    version: string
    /** IANA's name, and OpenSSL's. */
    suite: string
    cipher: string
    bits: number
    /** Of the key that was agreed on for this session alone; null with static RSA, and where it is not told. */
    ephemeral: EphemeralKey | null
    /** Null with a suite that authenticates nobody. */
    certificate: ServerCertificate | null
    /** Subject of the certificate that the sender had ready; whether the server asked for it is not known. */
    own: string | null
  }
  'tls.failed': { reason: HandshakeProblem; detail: string }
  'tls.refused': { problem: string }
  'mail.queued': { id: number; destination: string; recipients: string[] }
  'mail.delivered': { id: number; destination: string; secured: boolean }
  'mail.delayed': { id: number; destination: string; error: string; nextTryAtMs: number }
  'mail.returned': { id: number; destination: string; error: string; report: string | null }
  'settings.changed': { setting: string; effective: boolean }
  'service.restarted': { changed: string[] }
}

/** Why a reply never came. */
export type Lost = 'closed' | 'timed-out' | 'unreadable' | 'not-connected'

/** Why a handshake did not end well, from where the sender sits. */
export type HandshakeProblem = 'alert' | 'closed' | 'timed-out' | 'not-offered' | 'engine'

/** One of them; a log needs to know no more than its fields. */
export type ClientEvent = {
  [E in keyof ClientEventFields]: { event: E } & ClientEventFields[E]
}[keyof ClientEventFields]
