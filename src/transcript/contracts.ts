// What the rooms hand to each other: streams, a clock. Types only, kept where every room may look.
import type { Duplex } from 'node:stream'
import type { CertificateFacts, Toward } from './events.ts'

/** A stream to the client: a `net.Socket`, a `TLSSocket`, or the server's end of a path. */
export interface ServedStream extends Duplex {
  readonly readyState: string
  setTimeout(ms: number, listener?: () => void): this
}

/** A completed TLS handshake. */
export interface SecuredStream {
  stream: ServedStream
  /** `TLSv1.2`. */
  version: string
  /** OpenSSL's name of the suite. */
  cipher: string
  /** Effective strength, and length of the key. */
  bits: number
  algorithmBits: number
  clientCertificateAsked: boolean
  /** Null when none was shown. */
  clientCertificate: CertificateFacts | null
}

export interface Clock {
  /** Milliseconds since the server started. */
  now(): number
  date(): Date
  /** Calls back after `ms`; returns how to cancel. */
  after(ms: number, run: () => void): () => void
}

/** Where a session came from and went to, below any PROXY header. */
export interface SessionEnds {
  from: string
  fromPort: number
  to: string
  toPort: number
}

/** Sees the sessions of one server as they cross the wire. */
export interface Capture {
  session(ends: SessionEnds): SessionCapture
}

/** Sees one session: the bytes at the client's socket, the keys of its TLS, its end. */
export interface SessionCapture {
  bytes(toward: Toward, chunk: Buffer): void
  /** One line of the NSS key log, with its line end. */
  key(line: string): void
  ended(by: 'client' | 'server', how: 'fin' | 'rst'): void
}

/** A certificate that one side of a session showed, as PEM, with the chain behind it as it was sent. */
export interface ShownCertificate {
  session: number
  by: 'server' | 'client'
  pem: string
}
