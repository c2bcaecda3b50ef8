// What a peer is: a TLS stack that has nothing in common with the server's, told to deliver one mail in one way.
import { alertNumber, type TlsVersion } from '../../../src/tls/wire/names.ts'

export const PEERS = ['jsse', 'gnutls', 'openssl', 'go', 'mbedtls'] as const

export type PeerName = (typeof PEERS)[number]

export type PeerVersion = Exclude<TlsVersion, 'SSLv2' | 'TLSv1.3'>

export const PEER_VERSIONS: readonly PeerVersion[] = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']

/** One mail to deliver: STARTTLS to `host:port`, with exactly this on offer. */
export interface Delivery {
  /** Default: localhost, which the certificate is held against whatever is dialled. */
  host?: string
  port: number
  version: PeerVersion
  /** Offers all versions from `version` to this one. Default: `version` alone. */
  upTo?: PeerVersion
  /** A suite by IANA's name, or several in the order of the hello. */
  suite: string | readonly string[]
  /** PEM of the authority that the certificate is checked with, its name too. Default: no check at all. */
  ca?: string
  /** PEM of the certificate, with its chain, and of the key (PKCS#8) that are shown when the server asks. */
  clientCertificate?: { readonly cert: string; readonly key: string }
  /** Bytes of the message behind its headers. Default: a few lines. */
  bodyBytes?: number
  /** How long it waits for the server; the two that are typed into, for the whole of it. Default: 10 s. */
  patienceMs?: number
  /** Starts with a hello in the frame of SSLv2. JSSE only. */
  sslv2Hello?: boolean
}

/** What came of it, in the words of the peer. */
export interface PeerResult {
  /** Whether the message was accepted with 250 inside TLS. */
  delivered: boolean
  /** As the stack reports it behind its handshake; null when it did not get there. */
  version: string | null
  /** The same, under IANA's name. */
  suite: string | null
  /** Number of the fatal alert that it received. */
  alert: number | null
  /** How the server ended the connection behind its reply to QUIT: `cut` is without close_notify. Go cannot tell. */
  end: 'close_notify' | 'cut' | null
  /** The stack's own text, or the reply, that ended it. */
  error: string | null
}

/** What a peer gets: texts are files, versions and suites are lists. */
export interface PeerJob {
  host: string
  port: number
  /** What the certificate is held against, and the SNI. */
  name: string
  versions: readonly PeerVersion[]
  suites: readonly string[]
  sender: string
  recipient: string
  messageFile: string
  caFile: string | null
  certFile: string | null
  keyFile: string | null
  patienceMs: number
  sslv2Hello: boolean
}

/** Rejects with CannotError for what the stack has not got, whatever the server. */
export type Peer = (job: PeerJob) => Promise<PeerResult>

export class CannotError extends Error {
  override readonly name = 'CannotError'
}

/** A result as a program prints it: some stacks name an alert, others number it. */
export type PrintedResult = Omit<PeerResult, 'alert'> & { alert: string | number | null }

export function resultOf({ alert, ...result }: PrintedResult): PeerResult {
  if (result.error?.startsWith('cannot: ')) throw new CannotError(result.error.slice('cannot: '.length))
  return { ...result, alert: typeof alert === 'string' ? (alertNumber(alert) ?? null) : alert }
}
