// What every TLS engine offers: ask whether it can serve a plan, then shake hands with one client after another.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { Clock, SecuredStream, ServedStream } from '../transcript/contracts.ts'
import type { Append, ClientHelloFacts } from '../transcript/events.ts'

/** A certificate with its key, as the certificate room gives it. */
export type ServerCredential = PemCredential | { pfx: Buffer; passphrase: string | undefined }

export interface PemCredential {
  /** The certificate, and behind it the chain as it is sent. */
  cert: string
  key: string
  /** The OCSP answer to staple, for engines that can. */
  ocsp?: Buffer
}

/** What a layer needs beside the plan. */
export interface TlsMaterial {
  /** Certificates of the server, of different key types; made when first asked for. */
  credentials(): Promise<ServerCredential[]>
  /** The same, each as PEM. */
  pemCredentials(): Promise<PemCredential[]>
  /** The authorities that client certificates may chain to: their certificates one behind the other, and their subjects in DER. */
  clientAuthority(): Promise<{ pem: string; names: Buffer[] }>
}

/** One shake of hands. */
export interface HandshakeContext {
  append: Append
  clock: Clock
  /** Ends the connection below TLS with a RST. */
  reset(): void
  /** Hands out a certificate that crossed the wire, in DER with its chain; before the event that is about it. */
  showed?(by: 'server' | 'client', chain: readonly Buffer[]): void
  /** Tells that the client ended the connection inside the handshake, which only the TLS engine can hear. */
  clientEnded?(how: 'fin' | 'rst'): void
  /** Takes the keys of the session, a line of the NSS key log each; absent: nobody wants them. */
  key?(line: string): void
}

/** Serves one plan. */
export interface TlsAcceptor {
  /**
   * Runs the handshake on a stream from its first byte of TLS. Null when it failed or was made to fail:
   * the events say why, and the stream is destroyed or on its way there. Never rejects for what a client does.
   * `hello` is what the stream starts with; null when that is no ClientHello.
   */
  accept(stream: ServedStream, hello: ClientHelloFacts | null, context: HandshakeContext): Promise<SecuredStream | null>
  /** Forgets what it has counted, for one that serves the first handshake otherwise than the next. */
  reset?(): void
}

/** Why a handshake failed, as a stable word. */
export type HandshakeFailure =
  | 'no-common-version'
  | 'no-common-suite'
  | 'no-common-group'
  | 'client-alert'
  | 'client-certificate-missing'
  | 'client-certificate-refused'
  | 'client-closed'
  | 'server-closed'
  | 'not-tls'
  | 'timed-out'
  | 'broken-by-client'
  | 'engine'

export interface TlsLayer {
  readonly name: 'openssl' | 'scripted'
  /** Why this engine cannot serve the plan, in words that follow "because"; null when it can. */
  unableTo(plan: TlsPlan): string | null
  prepare(plan: TlsPlan, material: TlsMaterial): TlsAcceptor
}
