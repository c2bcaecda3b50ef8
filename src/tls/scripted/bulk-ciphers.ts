// The ciphers of records: lengths of their keys, and how to make one (RFC 5246 appendix C, RFC 2246 appendix C).
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { Rc4 } from './rc4.ts'

/** Turns the next bytes of one direction into others of the same length. */
export interface Transform {
  update(bytes: Buffer): Buffer
}

export interface BulkCipher {
  kind: 'null' | 'stream' | 'block' | 'aead'
  /** Bytes of the key that is used. */
  keyLength: number
  /** Bytes taken from the key block: less for EXPORT, where the key is made longer with what everybody can see. */
  keyMaterial: number
  /** Bytes of a block, and of the IV with it. For AEAD: bytes of the implicit part of the nonce. */
  ivLength: number
  seal(key: Buffer, iv: Buffer): Transform
  open(key: Buffer, iv: Buffer): Transform
}

const plain: BulkCipher = {
  kind: 'null',
  keyLength: 0,
  keyMaterial: 0,
  ivLength: 0,
  seal: () => ({ update: (bytes) => bytes }),
  open: () => ({ update: (bytes) => bytes }),
}

export const BULK_CIPHERS = {
  NULL: plain,
  RC4_128: rc4(16),
  RC4_40: rc4(5),
  DES_CBC: des(8),
  DES40_CBC: des(5),
  '3DES_EDE_CBC': block('des-ede3-cbc', 24, 8),
  AES_128_CBC: block('aes-128-cbc', 16, 16),
  AES_256_CBC: block('aes-256-cbc', 32, 16),
  AES_128_GCM: gcm(16),
  AES_256_GCM: gcm(32),
} as const satisfies Readonly<Record<string, BulkCipher>>

export type BulkCipherName = keyof typeof BULK_CIPHERS

function rc4(keyMaterial: number): BulkCipher {
  const make = (key: Buffer) => new Rc4(key)
  return { kind: 'stream', keyLength: 16, keyMaterial, ivLength: 0, seal: make, open: make }
}

/** The algorithm of CBC in Node chains over everything that passes, as records before TLS 1.1 do. */
function block(algorithm: string, keyLength: number, ivLength: number, expand = (key: Buffer) => key): BulkCipher {
  return {
    kind: 'block',
    keyLength,
    keyMaterial: keyLength,
    ivLength,
    seal: (key, iv) => createCipheriv(algorithm, expand(key), iv).setAutoPadding(false),
    open: (key, iv) => createDecipheriv(algorithm, expand(key), iv).setAutoPadding(false),
  }
}

/** OpenSSL 3 has no DES by itself, and triple DES with three equal keys is DES. */
function des(keyMaterial: number): BulkCipher {
  return { ...block('des-ede3-cbc', 8, 8, (key) => Buffer.concat([key, key, key])), keyMaterial }
}

/** A nonce belongs to one record: the protection makes a cipher for each (RFC 5288). */
function gcm(keyLength: number): BulkCipher {
  const never = () => {
    throw new Error('AEAD has no cipher that lasts longer than a record')
  }
  return { kind: 'aead', keyLength, keyMaterial: keyLength, ivLength: 4, seal: never, open: never }
}
