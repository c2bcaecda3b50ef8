// The recipe of a leaf certificate: the healthy one, written once. A fault is this recipe with one thing changed.
import { isIP } from 'node:net'
import type { Purpose } from './build.ts'
import type { KeyKind } from './keys.ts'
import type { Digest } from './sign.ts'

/** Who may sign a leaf; `untrusted` is a root that no client is ever given. */
export type IssuerName = 'root' | 'intermediate' | 'untrusted' | 'self'

/** A certificate that a server can send. */
export type ChainLink = 'leaf' | Exclude<IssuerName, 'self'>

export interface Recipe {
  readonly commonName: string | null
  readonly organization: string | null
  /** DNS names and IP addresses of the subjectAltName; none leaves the extension out. */
  readonly names: readonly string[]
  /** One certificate is made for each. */
  readonly keys: readonly KeyKind[]
  readonly digest: Digest
  /** Days from now, negative in the past. */
  readonly validFromDays: number
  readonly validUntilDays: number
  readonly issuer: IssuerName
  /** The certificates sent, in order; the leaf has to come first, or OpenSSL does not find its key. */
  readonly sends: readonly ChainLink[]
  readonly purposes: readonly Purpose[]
  /** The authority has revoked it. */
  readonly revoked: boolean
  /** Whose key the TLSA records of the server name: that of this certificate, or of the one before it. */
  readonly published: 'this' | 'predecessor'
  /** Certificates of another edition have key pairs of their own: what comes after a renewal. */
  readonly edition: number
}

/** What a healthy server shows: an RSA and an ECDSA certificate, so that clients that know only one are served. */
export function healthyServerRecipe(names: readonly string[]): Recipe {
  return {
    commonName: names.find(fitsCommonName) ?? null,
    organization: 'smtp-simulator',
    names,
    keys: ['rsa2048', 'p256'],
    digest: 'sha256',
    // A day ago, so that a client whose clock is a little late still accepts it.
    validFromDays: -1,
    validUntilDays: 90,
    issuer: 'root',
    sends: ['leaf'],
    purposes: ['serverAuth'],
    revoked: false,
    published: 'this',
    edition: 0,
  }
}

/** What a healthy client shows; a host name is repeated in the SAN, for servers that look for it there. */
export function healthyClientRecipe(name: string): Recipe {
  return {
    ...healthyServerRecipe([]),
    commonName: name,
    names: /^[\w-]+(\.[\w-]+)+$/.test(name) || isIP(name) ? [name] : [],
    keys: ['rsa2048'],
    purposes: ['clientAuth'],
  }
}

// ub-common-name of RFC 5280 appendix A.1 is 64; an IP address stands in the SAN alone.
function fitsCommonName(name: string): boolean {
  return name.length <= 64 && isIP(name) === 0
}
