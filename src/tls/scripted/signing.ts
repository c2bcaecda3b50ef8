// Signs and verifies what a handshake wants signed, as each version does it (RFC 6101, RFC 2246, RFC 5246 section 4.7).
import { constants, createHash, type KeyObject, privateEncrypt, publicDecrypt, sign, verify } from 'node:crypto'
import type { Signed } from '../wire/handshake/signature.ts'
import { TLS1_2 } from './key-derivation.ts'

interface Scheme {
  number: number
  key: 'rsa' | 'ec'
  hash: string
  pss: boolean
}

/** Signature schemes of TLS 1.2 (RFC 5246 section 7.4.1.4.1, RFC 8446 section 4.2.3), as a server of today prefers them. */
const SCHEMES: readonly Scheme[] = [
  { number: 0x0401, key: 'rsa', hash: 'sha256', pss: false },
  { number: 0x0501, key: 'rsa', hash: 'sha384', pss: false },
  { number: 0x0601, key: 'rsa', hash: 'sha512', pss: false },
  { number: 0x0804, key: 'rsa', hash: 'sha256', pss: true },
  { number: 0x0805, key: 'rsa', hash: 'sha384', pss: true },
  { number: 0x0806, key: 'rsa', hash: 'sha512', pss: true },
  { number: 0x0201, key: 'rsa', hash: 'sha1', pss: false },
  { number: 0x0101, key: 'rsa', hash: 'md5', pss: false },
  { number: 0x0403, key: 'ec', hash: 'sha256', pss: false },
  { number: 0x0503, key: 'ec', hash: 'sha384', pss: false },
  { number: 0x0603, key: 'ec', hash: 'sha512', pss: false },
  { number: 0x0203, key: 'ec', hash: 'sha1', pss: false },
]

/** The numbers of all schemes, for a CertificateRequest. */
export const SCHEME_NUMBERS: readonly number[] = SCHEMES.map(({ number }) => number)

const SHA1_SCHEMES = { rsa: 0x0201, ec: 0x0203 } as const

/**
 * The scheme for a key among those that the client lists; RFC 5246 section 7.4.1.4.1 says what a client means that lists none.
 * Null when there is none, or before TLS 1.2, where none is named.
 */
export function chooseScheme(version: number, key: KeyObject, offered: readonly number[] | null): number | null {
  if (version < TLS1_2) return null
  const kind = kindOf(key)
  const wanted = offered ?? [SHA1_SCHEMES[kind]]
  const fits = ({ number, hash, pss }: Scheme) => wanted.includes(number) && fitsInto(key, hash, pss)
  return SCHEMES.find((scheme) => scheme.key === kind && fits(scheme))?.number ?? null
}

/** Signs `content` with the scheme, or as the version does it without one. */
export function signContent(key: KeyObject, scheme: number | null, content: Buffer): Signed {
  if (scheme === null) return { scheme, signature: signOld(key, content) }
  const known = SCHEMES.find(({ number }) => number === scheme)
  if (!known) throw new Error(`No signature scheme 0x${scheme.toString(16)}`)
  return { scheme, signature: sign(known.hash, content, { key, ...paddingOf(known) }) }
}

/** Whether the client signed `content`; false too for a scheme that is not spoken or does not go with its key. */
export function verifyContent(key: KeyObject, { scheme, signature }: Signed, content: Buffer): boolean {
  try {
    if (scheme === null) return verifyOld(key, signature, content)
    const known = SCHEMES.find(({ number }) => number === scheme)
    if (known?.key !== kindOf(key)) return false
    return verify(known.hash, content, { key, ...paddingOf(known) }, signature)
  } catch {
    return false
  }
}

/**
 * Verifies what the client signed over hashes of its own making, as SSL 3.0 has it: MD5 and SHA-1 one after the other for RSA,
 * SHA-1 for the rest (RFC 6101 section 5.6.8).
 */
export function verifyHashes(key: KeyObject, signature: Buffer, hashes: { md5: Buffer; sha1: Buffer }): boolean {
  try {
    if (kindOf(key) !== 'rsa') return false
    const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
    return signed.equals(Buffer.concat([hashes.md5, hashes.sha1]))
  } catch {
    return false
  }
}

/** RFC 2246 section 7.4.3: for RSA, MD5 and SHA-1 side by side, without naming either; for ECDSA SHA-1 (RFC 8422). */
function signOld(key: KeyObject, content: Buffer): Buffer {
  if (kindOf(key) === 'ec') return sign('sha1', content, key)
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bothHashes(content))
}

function verifyOld(key: KeyObject, signature: Buffer, content: Buffer): boolean {
  if (kindOf(key) === 'ec') return verify('sha1', content, key, signature)
  return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature).equals(bothHashes(content))
}

function bothHashes(content: Buffer): Buffer {
  return Buffer.concat([createHash('md5').update(content).digest(), createHash('sha1').update(content).digest()])
}

function paddingOf({ key, pss }: Scheme) {
  if (key === 'ec') return {}
  if (!pss) return { padding: constants.RSA_PKCS1_PADDING }
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
}

const HASH_BYTES: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

/** Whether a hash fits into a signature of this key: RSA of 512 bits has no room for SHA-384 and its frame. */
function fitsInto(key: KeyObject, hash: string, pss: boolean): boolean {
  if (kindOf(key) === 'ec') return true
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 2048) / 8
  const length = HASH_BYTES[hash] ?? 64
  return pss ? 2 * length + 2 <= bytes : length + 19 + 11 <= bytes
}

function kindOf(key: KeyObject): 'rsa' | 'ec' {
  return key.asymmetricKeyType === 'ec' ? 'ec' : 'rsa'
}
