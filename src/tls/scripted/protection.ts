// Protects the fragments of one direction: MAC, then encrypt, or AEAD (RFC 6101 section 5.2.3, RFC 5246 section 6.2.3, RFC 5288).
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { CONTENT_TYPES, type ContentType } from '../wire/record-reader.ts'
import type { BulkCipher, Transform } from './bulk-ciphers.ts'
import { type DirectionKeys, MAC_LENGTHS, SSL3, ssl3Pads, TLS1_1 } from './key-derivation.ts'
import type { MacName, SuiteRecipe } from './suites.ts'

/** Turns the fragments of one direction into protected ones, or back. */
export interface Protection {
  /** Null when the fragment cannot have been protected with these keys; why is nobody's business. */
  apply(type: ContentType, version: number, fragment: Buffer): Buffer | null
}

export const UNPROTECTED: Protection = { apply: (_type, _version, fragment) => fragment }

export function sealing(version: number, recipe: SuiteRecipe, keys: DirectionKeys): Protection {
  if (recipe.cipher.kind === 'aead') return new SealedAead(recipe.cipher, keys)
  return new MacThenEncrypt(version, recipe, keys)
}

export function opening(version: number, recipe: SuiteRecipe, keys: DirectionKeys): Protection {
  if (recipe.cipher.kind === 'aead') return new OpenedAead(recipe.cipher, keys)
  return new DecryptThenMac(version, recipe, keys)
}

/** Numbers the records of a direction and authenticates them. */
class RecordMac {
  readonly #hash: MacName
  readonly #key: Buffer
  readonly #ssl3: boolean
  #sequence = 0n

  constructor(version: number, hash: MacName, key: Buffer) {
    this.#hash = hash
    this.#key = key
    this.#ssl3 = version === SSL3
  }

  get length(): number {
    return MAC_LENGTHS[this.#hash]
  }

  next(type: ContentType, version: number, content: Buffer): Buffer {
    const header = recordHeader(this.#sequence++, type, this.#ssl3 ? null : version, content.length)
    if (!this.#ssl3) return createHmac(this.#hash, this.#key).update(header).update(content).digest()
    // SSL 3.0 knows MD5 and SHA-1 only, in a construction of its own (RFC 6101 section 5.2.3.1).
    const hash = this.#hash as 'md5' | 'sha1'
    const [inner, outer] = ssl3Pads(hash)
    const first = createHash(hash).update(this.#key).update(inner).update(header).update(content).digest()
    return createHash(hash).update(this.#key).update(outer).update(first).digest()
  }
}

/** What a MAC covers in front of the content: sequence number, type, version (not in SSL 3.0), length. */
function recordHeader(sequence: bigint, type: ContentType, version: number | null, length: number): Buffer {
  const header = Buffer.alloc(version === null ? 11 : 13)
  header.writeBigUInt64BE(sequence, 0)
  header.writeUInt8(CONTENT_TYPES[type], 8)
  if (version !== null) header.writeUInt16BE(version, 9)
  header.writeUInt16BE(length, header.length - 2)
  return header
}

class MacThenEncrypt implements Protection {
  readonly #mac: RecordMac
  readonly #cipher: BulkCipher
  readonly #transform: Transform
  readonly #explicitIv: boolean

  constructor(version: number, { cipher, mac }: SuiteRecipe, { macKey, key, iv }: DirectionKeys) {
    this.#mac = new RecordMac(version, mac ?? 'sha1', macKey)
    this.#cipher = cipher
    this.#explicitIv = cipher.kind === 'block' && version >= TLS1_1
    this.#transform = cipher.seal(key, this.#explicitIv ? Buffer.alloc(cipher.ivLength) : iv)
  }

  apply(type: ContentType, version: number, fragment: Buffer): Buffer {
    const parts = [fragment, this.#mac.next(type, version, fragment)]
    const { kind, ivLength } = this.#cipher
    if (kind === 'block') {
      const length = fragment.length + this.#mac.length
      const padding = ivLength - (length % ivLength)
      parts.push(Buffer.alloc(padding, padding - 1))
    }
    // A random first block, chained to what came before, is as random on the wire: that is the record's IV.
    if (this.#explicitIv) parts.unshift(randomBytes(ivLength))
    return this.#transform.update(Buffer.concat(parts))
  }
}

class DecryptThenMac implements Protection {
  readonly #mac: RecordMac
  readonly #cipher: BulkCipher
  readonly #transform: Transform
  readonly #explicitIv: boolean
  readonly #ssl3: boolean

  constructor(version: number, { cipher, mac }: SuiteRecipe, { macKey, key, iv }: DirectionKeys) {
    this.#mac = new RecordMac(version, mac ?? 'sha1', macKey)
    this.#cipher = cipher
    this.#ssl3 = version === SSL3
    this.#explicitIv = cipher.kind === 'block' && version >= TLS1_1
    this.#transform = cipher.open(key, this.#explicitIv ? Buffer.alloc(cipher.ivLength) : iv)
  }

  apply(type: ContentType, version: number, fragment: Buffer): Buffer | null {
    const { kind, ivLength } = this.#cipher
    const least = this.#mac.length + (kind === 'block' ? 1 : 0) + (this.#explicitIv ? ivLength : 0)
    if (fragment.length < least || (kind === 'block' && fragment.length % ivLength !== 0)) return null
    const clear = this.#transform.update(fragment)
    // The chain runs on through the IV of the next record: what its first block decrypts to is of no use.
    const padded = this.#explicitIv ? clear.subarray(ivLength) : clear
    const padding = kind === 'block' ? this.#paddingOf(padded) : 0
    const length = padded.length - (padding ?? 0) - this.#mac.length
    if (length < 0) return null
    const content = padded.subarray(0, length)
    const shown = padded.subarray(length, length + this.#mac.length)
    const right = timingSafeEqual(this.#mac.next(type, version, content), shown)
    return right && padding !== null ? content : null
  }

  /** Bytes of padding with its length; null when it is wrong. In SSL 3.0 only its length is given (RFC 6101 section 5.2.3.2). */
  #paddingOf(padded: Buffer): number | null {
    const last = padded.at(-1) ?? 0
    const length = last + 1
    if (length > padded.length) return null
    if (this.#ssl3) return length <= this.#cipher.ivLength ? length : null
    return padded.subarray(-length).every((byte) => byte === last) ? length : null
  }
}

const TAG = 16
const EXPLICIT_NONCE = 8

class SealedAead implements Protection {
  readonly #algorithm: 'aes-128-gcm' | 'aes-256-gcm'
  readonly #keys: DirectionKeys
  #sequence = 0n

  constructor({ keyLength }: BulkCipher, keys: DirectionKeys) {
    this.#algorithm = gcmOf(keyLength)
    this.#keys = keys
  }

  apply(type: ContentType, version: number, fragment: Buffer): Buffer {
    const sequence = this.#sequence++
    // RFC 5288 section 3: never the same twice; the sequence number will do.
    const explicit = Buffer.alloc(EXPLICIT_NONCE)
    explicit.writeBigUInt64BE(sequence)
    const cipher = createCipheriv(this.#algorithm, this.#keys.key, Buffer.concat([this.#keys.iv, explicit]))
    cipher.setAAD(recordHeader(sequence, type, version, fragment.length))
    return Buffer.concat([explicit, cipher.update(fragment), cipher.final(), cipher.getAuthTag()])
  }
}

class OpenedAead implements Protection {
  readonly #algorithm: 'aes-128-gcm' | 'aes-256-gcm'
  readonly #keys: DirectionKeys
  #sequence = 0n

  constructor({ keyLength }: BulkCipher, keys: DirectionKeys) {
    this.#algorithm = gcmOf(keyLength)
    this.#keys = keys
  }

  apply(type: ContentType, version: number, fragment: Buffer): Buffer | null {
    const length = fragment.length - EXPLICIT_NONCE - TAG
    if (length < 0) return null
    const sealed = fragment.subarray(EXPLICIT_NONCE, EXPLICIT_NONCE + length)
    const nonce = Buffer.concat([this.#keys.iv, fragment.subarray(0, EXPLICIT_NONCE)])
    const decipher = createDecipheriv(this.#algorithm, this.#keys.key, nonce, { authTagLength: TAG })
    decipher.setAAD(recordHeader(this.#sequence++, type, version, length))
    decipher.setAuthTag(fragment.subarray(-TAG))
    const content = decipher.update(sealed)
    try {
      decipher.final()
    } catch {
      return null
    }
    return content
  }
}

function gcmOf(keyLength: number): 'aes-128-gcm' | 'aes-256-gcm' {
  return keyLength === 16 ? 'aes-128-gcm' : 'aes-256-gcm'
}
