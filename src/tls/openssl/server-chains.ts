// Which of its certificates a server showed, with the chain as it was sent.
import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ClientHelloFacts } from '../../transcript/events.ts'
import type { ServerCredential } from '../layer.ts'

type Chain = readonly Buffer[]

export class ServerChains {
  readonly #credentials: readonly ServerCredential[]
  #chains: readonly Chain[] | null = null

  constructor(credentials: readonly ServerCredential[]) {
    this.#credentials = credentials
  }

  /** After a handshake that was completed: empty with a suite that authenticates nobody. */
  shownOn(socket: TLSSocket): Chain {
    const leaf = suiteIsAnonymous(socket) ? undefined : socket.getX509Certificate()?.raw
    if (!leaf) return []
    // Out of a PKCS#12 file Node gives the certificate alone.
    return this.#all.find(([own]) => own?.equals(leaf)) ?? [leaf]
  }

  /**
   * Of a handshake that the client ended with an alert. OpenSSL must not be asked after an error (Node 20 crashes), so
   * with keys of two kinds it is the one that OpenSSL takes by default: ECDSA where the client can verify it.
   */
  likelyFor({ signatureAlgorithms, suites }: ClientHelloFacts): Chain {
    if (this.#all.length < 2) return this.#all[0] ?? []
    const ecdsa =
      signatureAlgorithms.some((name) => name.startsWith('ecdsa')) &&
      suites.some((name) => /_ECDSA_|^TLS_(AES|CHACHA20)_/.test(name))
    return this.#all.find(([leaf]) => leaf && (keyTypeOf(leaf) === 'ec') === ecdsa) ?? this.#all[0] ?? []
  }

  get #all(): readonly Chain[] {
    this.#chains ??= this.#credentials.flatMap((credential) => ('cert' in credential ? [chainIn(credential.cert)] : []))
    return this.#chains
  }
}

function suiteIsAnonymous(socket: TLSSocket): boolean {
  return socket.getCipher().standardName.includes('_anon_')
}

/** What stands in a PEM, in DER; whether it is a certificate is OpenSSL's affair. */
function chainIn(pem: string): Chain {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)
  return [...blocks].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
}

function keyTypeOf(der: Buffer): string | undefined {
  return new X509Certificate(der).publicKey.asymmetricKeyType
}
