// How the premaster secret comes about: the server's key for a session, and what the client answers to it.
import { constants, generateKeyPair, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { clientKeyExchange } from '../wire/handshake/client-key-exchange.ts'
import type { KeyExchangeParameters } from '../wire/handshake/server-key-exchange.ts'
import type { Agreement } from './agreement.ts'
import { decodedBy } from './decoded.ts'
import { dhGroup, newDhKey } from './dh-groups.ts'
import { EC_GROUPS } from './ec-groups.ts'
import { broken, TlsFailure } from './failure.ts'
import { SSL3 } from './key-derivation.ts'

/** A key of the server, and what it makes of the client's answer. */
export interface ServerKey {
  /** What the ServerKeyExchange says; null where there is none, since the certificate holds the key. */
  parameters: KeyExchangeParameters | null
  /** The premaster secret in a ClientKeyExchange. Throws TlsFailure. */
  premaster(body: Buffer, clientVersion: number): Buffer
}

/** EXPORT allowed no longer keys than this for the exchange (RFC 2246 appendix D.1). */
const EXPORT_BITS = 512

/** Whether the server sends a key beside its certificate. */
export function hasServerKeyExchange({ recipe, identity }: Pick<Agreement, 'recipe' | 'identity'>): boolean {
  return recipe.ephemeral || (recipe.exported && (identity?.bits ?? 0) > EXPORT_BITS)
}

export async function newServerKey(agreement: Agreement): Promise<ServerKey> {
  const { recipe, identity, groups, version } = agreement
  if (recipe.exchange === 'dh') return dhKey(groups, recipe.exported)
  if (recipe.exchange === 'ecdh') return ecdhKey(groups)
  if (!identity) throw new Error('RSA key exchange without a certificate')
  if (!hasServerKeyExchange(agreement)) return rsaKey(identity.key, null, version)
  const temporary = await exportKey()
  const { n = '', e = '' } = temporary.export({ format: 'jwk' })
  const parameters = { kind: 'rsa' as const, modulus: fromBase64(n), exponent: fromBase64(e) }
  return rsaKey(temporary, parameters, version)
}

function dhKey(groups: readonly string[], exported: boolean): ServerKey {
  const name = groups.find((each) => dhGroup(each)) ?? (exported ? 'dh512' : 'dh2048')
  const group = dhGroup(name)
  if (!group) throw new Error(`No group ${name}`)
  const key = newDhKey(group)
  return {
    parameters: { kind: 'dh', p: group.p, g: group.g, publicKey: key.publicKey },
    premaster: (body) => agreed(key.agree(decodedBy(clientKeyExchange('dh'), body)), 'DH'),
  }
}

function ecdhKey(groups: readonly string[]): ServerKey {
  const name = groups.find((each) => EC_GROUPS[each]) ?? ''
  const group = EC_GROUPS[name]
  if (!group) throw new TlsFailure('no-common-group', 'handshake_failure', 'no elliptic curve in common')
  const key = group.newKey()
  return {
    parameters: { kind: 'ecdh', group: group.number, publicKey: key.publicKey },
    premaster: (body) => agreed(key.agree(decodedBy(clientKeyExchange('ecdh'), body)), 'ECDH'),
  }
}

function agreed(secret: Buffer | null, kind: string): Buffer {
  if (!secret) throw broken('illegal_parameter', `a public key of the client that cannot be used (${kind})`)
  return secret
}

const PREMASTER_LENGTH = 48

function rsaKey(key: KeyObject, parameters: KeyExchangeParameters | null, version: number): ServerKey {
  return {
    parameters,
    premaster(body, clientVersion) {
      // SSL 3.0 has no length in front. Java writes one when it has offered more than that (RFC 5246 section 7.4.7.1).
      const bare = version === SSL3 && body.length === modulusBytes(key)
      const encrypted = decodedBy(clientKeyExchange('rsa', { bare }), body)
      return decryptPremaster(key, encrypted, clientVersion)
    },
  }
}

function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
}

/**
 * RFC 5246 section 7.4.7.1: whatever is wrong inside, the handshake goes on with a secret that nobody knows, and fails at
 * Finished as it does for a wrong key. Node's own decryption with this padding is switched off (CVE-2023-46809).
 */
export function decryptPremaster(key: KeyObject, encrypted: Buffer, clientVersion: number): Buffer {
  const random = randomBytes(PREMASTER_LENGTH)
  let padded: Buffer
  try {
    padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted)
  } catch {
    return random
  }
  const start = padded.length - PREMASTER_LENGTH
  // RFC 8017 section 7.2.2: 00 02, at least eight bytes that are not 0, then 00.
  let wrong = start < 11 ? 1 : 0
  wrong |= (padded[0] ?? 1) | ((padded[1] ?? 0) ^ 2) | (padded[start - 1] ?? 1)
  for (let at = 2; at < start - 1; at++) wrong |= padded[at] === 0 ? 1 : 0
  const premaster = padded.subarray(start)
  wrong |= (premaster[0] ?? 0) ^ (clientVersion >> 8)
  wrong |= (premaster[1] ?? 0) ^ (clientVersion & 0xff)
  const mask = wrong === 0 ? 0 : 0xff
  return premaster.map((byte, at) => (byte & ~mask) | ((random[at] as number) & mask)) as Buffer
}

const makePair = promisify(generateKeyPair)
let temporary: Promise<KeyObject> | null = null

/** One for the process, as servers of the time had it. */
function exportKey(): Promise<KeyObject> {
  temporary ??= makePair('rsa', { modulusLength: EXPORT_BITS }).then(({ privateKey }) => privateKey)
  return temporary
}

function fromBase64(value: string): Buffer {
  return Buffer.from(value, 'base64url')
}
