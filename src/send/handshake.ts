// The TLS handshake of a sender: exactly the hello that the product offers, and what the server showed.
import { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { certificateDetails, oneLine } from '../product-log/certificate.ts'
import type { EphemeralKey, HandshakeProblem, ServerCertificate } from '../product-log/client-events.ts'
import { decodeClientHello, factsOf } from '../tls/wire/client-hello.ts'
import { describeHello } from '../tls/wire/describe-hello.ts'
import { strengthOf, suiteByName } from '../tls/wire/names.ts'
import { type Alert, readAlerts, readClientHello } from '../tls/wire/records.ts'
import type { Clock } from '../transcript/contracts.ts'
import type { Tell } from './events.ts'
import { tappedStream } from './tapped-stream.ts'
import { connectionOptions, type TlsOffer } from './tls-offer.ts'
import { isOfTls, sentAlert, wordsOf } from './trouble.ts'

/** A certificate of the sender's own, as PEM. */
export interface Identity {
  cert: string
  key: string
}

export interface TlsSettings {
  offer: TlsOffer
  /** The name in the hello; null for none. */
  servername: string | null
  /** PEM of the authorities that are trusted; those of Node when absent. */
  ca?: string
  identity?: Identity
}

export interface Established {
  version: string
  suite: string
  cipher: string
  /** Secret bits of the encryption. */
  bits: number
  ephemeral: EphemeralKey | null
  /** Null with a suite that authenticates nobody. */
  certificate: ServerCertificate | null
  /** Certificates in DER, the server's own first, as OpenSSL has put them together. */
  chain: Buffer[]
  /** Whether the certificate is for this name (RFC 6125); in words when it is not. */
  mismatch(name: string): string | null
}

export type Handshake =
  | ({ ok: true; stream: TLSSocket } & Established)
  | { ok: false; reason: HandshakeProblem; detail: string }

/** Resolves to how it ended; nothing that a server does rejects. The certificate is looked at by who called. */
export function shakeHands(
  socket: Socket,
  settings: TlsSettings,
  { tell, clock, limitMs }: { tell: Tell; clock: Clock; limitMs: number },
): Promise<Handshake> {
  const options = connectionOptions(settings.offer)
  const failed = (reason: HandshakeProblem, detail: string): Handshake => {
    tell('tls.failed', { reason, detail })
    return { ok: false, reason, detail }
  }
  if (!options) return Promise.resolve(failed('not-offered', 'OpenSSL under Node has nothing of what is to be offered'))
  const seen = new Seen(tell)
  return new Promise((resolve) => {
    const stream = connect({
      ...options,
      socket: tappedStream(socket, seen),
      // Whoever called judges; Node would close without a word of why.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(settings.servername !== null && { servername: settings.servername }),
      ...(settings.ca !== undefined && { ca: settings.ca }),
      ...settings.identity,
    })
    const done = (handshake: Handshake) => {
      cancel()
      stream.removeAllListeners('secureConnect').removeAllListeners('close').removeAllListeners('error')
      // Errors after the end of a failed handshake say nothing new.
      stream.on('error', () => {})
      resolve(handshake)
    }
    const cancel = clock.after(limitMs, () => done(failed('timed-out', `no end of the handshake within ${limitMs} ms`)))
    let trouble: Error | null = null
    stream.once('secureConnect', () => {
      const established = establishedOf(stream)
      tell('tls.established', {
        version: established.version,
        suite: established.suite,
        cipher: established.cipher,
        bits: established.bits,
        ephemeral: established.ephemeral,
        certificate: established.certificate,
        own: settings.identity ? subjectOf(settings.identity.cert) : null,
      })
      done({ ok: true, stream, ...established })
    })
    stream.on('error', (error) => {
      trouble ??= error
    })
    stream.once('close', () => {
      const alert = seen.alert
      if (alert) done(failed('alert', sentAlert(alert.number)))
      else if (trouble && isOfTls(trouble)) done(failed('engine', wordsOf(trouble)))
      else done(failed('closed', 'the server closed the connection in the handshake'))
    })
  })
}

/** One line of a name as `CN=mail.company.com, O=Company`. */
export function subjectOf(cert: string): string {
  return oneLine(new X509Certificate(cert).subject)
}

export function issuerOf(cert: string): string {
  return oneLine(new X509Certificate(cert).issuer)
}

/** What passed in clear. */
class Seen {
  readonly #tell: Tell
  #sent: Buffer | null = Buffer.alloc(0)
  #received = Buffer.alloc(0)

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** The last fatal alert that could be read. */
  get alert(): Alert | null {
    return readAlerts(this.#received).findLast(({ level }) => level === 'fatal') ?? null
  }

  sent(bytes: Buffer): void {
    if (!this.#sent) return
    this.#sent = Buffer.concat([this.#sent, bytes])
    const reading = readClientHello(this.#sent)
    if (reading.state === 'need-more') return
    this.#sent = null
    if (reading.state !== 'hello') return
    const hello = factsOf(decodeClientHello(reading.message, reading))
    this.#tell('tls.hello-sent', { hello, summary: describeHello(hello) })
  }

  received(bytes: Buffer): void {
    if (this.#received.length < 65_536) this.#received = Buffer.concat([this.#received, bytes])
  }
}

function establishedOf(stream: TLSSocket): Established {
  const cipher = stream.getCipher()
  const shown = stream.getPeerX509Certificate()
  const problem = stream.authorizationError as Error | string | null
  return {
    version: stream.getProtocol() ?? '',
    suite: suiteByName(cipher.standardName ?? cipher.name)?.name ?? cipher.name,
    cipher: cipher.name,
    bits: strengthOf(cipher.name) ?? 0,
    ephemeral: ephemeralOf(stream),
    certificate: shown
      ? {
          ...certificateDetails(shown),
          fingerprint: shown.fingerprint256,
          problem: problem ? String(problem instanceof Error ? problem.message : problem) : null,
        }
      : null,
    chain: chainFrom(shown),
    mismatch(name) {
      if (!shown) return 'the server showed no certificate'
      const matches = isIP(name) ? shown.checkIP(name) : shown.checkHost(name)
      return matches
        ? null
        : `the certificate is for ${shown.subjectAltName ?? oneLine(shown.subject)}, not for ${name}`
    },
  }
}

/** More are no chain. */
const LONGEST_CHAIN = 20

function chainFrom(leaf: X509Certificate | undefined): Buffer[] {
  const chain: Buffer[] = []
  for (let each = leaf; each && chain.length < LONGEST_CHAIN; each = each.issuerCertificate) chain.push(each.raw)
  return chain
}

function ephemeralOf(stream: TLSSocket): EphemeralKey | null {
  // Node has an empty object where there was none, and null on the side of a server.
  const info = stream.getEphemeralKeyInfo() as { type?: string; size?: number } | null
  if (info?.size === undefined || (info.type !== 'ECDH' && info.type !== 'DH')) return null
  return { type: info.type, bits: info.size }
}
