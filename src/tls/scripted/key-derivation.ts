// From the premaster secret to keys: SSL 3.0 (RFC 6101 section 6), TLS 1.0 and 1.1 (RFC 2246 section 5), TLS 1.2 (RFC 5246 section 5).
import { createHash, createHmac } from 'node:crypto'
import { ByteReader } from '../wire/byte-reader.ts'
import type { BulkCipher } from './bulk-ciphers.ts'
import type { MacName, SuiteRecipe } from './suites.ts'

export const SSL3 = 0x0300
export const TLS1_0 = 0x0301
export const TLS1_1 = 0x0302
export const TLS1_2 = 0x0303

/** Hash lengths in bytes, which are also the lengths of their MAC keys. */
export const MAC_LENGTHS: Readonly<Record<MacName, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48 }

export interface Randoms {
  client: Buffer
  server: Buffer
}

/** What one direction needs to protect its records. */
export interface DirectionKeys {
  macKey: Buffer
  key: Buffer
  iv: Buffer
}

export interface SessionKeys {
  client: DirectionKeys
  server: DirectionKeys
}

type Hash = 'sha256' | 'sha384'

/** P_hash (RFC 5246 section 5). */
export function pHash(hash: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = []
  let a = seed
  for (let made = 0; made < length; ) {
    a = createHmac(hash, secret).update(a).digest()
    const part = createHmac(hash, secret).update(a).update(seed).digest()
    parts.push(part)
    made += part.length
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** The PRF of a version: MD5 and SHA-1 together until TLS 1.1, then the suite's hash. */
export function prf(version: number, hash: Hash, secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label, 'ascii'), seed])
  if (version >= TLS1_2) return pHash(hash, secret, labelled, length)
  // RFC 2246 section 5: the halves share a byte when the secret has an odd length.
  const half = Math.ceil(secret.length / 2)
  const md5 = pHash('md5', secret.subarray(0, half), labelled, length)
  const sha1 = pHash('sha1', secret.subarray(secret.length - half), labelled, length)
  return md5.map((byte, at) => byte ^ (sha1[at] as number)) as Buffer
}

/** The key expansion of SSL 3.0: `A`, `BB`, `CCC`, ... (RFC 6101 sections 6.1 and 6.2.2). */
function expandSsl3(secret: Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = []
  for (let round = 1; (round - 1) * 16 < length; round++) {
    const letters = Buffer.alloc(round, 0x40 + round)
    const inner = createHash('sha1').update(letters).update(secret).update(seed).digest()
    parts.push(createHash('md5').update(secret).update(inner).digest())
  }
  return Buffer.concat(parts).subarray(0, length)
}

const MASTER_LENGTH = 48

/**
 * The master secret. `sessionHash`, the hash of the handshake up to the ClientKeyExchange, replaces the randoms where
 * both sides agreed on it (RFC 7627 section 4).
 */
export function masterSecret(
  version: number,
  { prf: hash }: SuiteRecipe,
  premaster: Buffer,
  randoms: Randoms,
  sessionHash: Buffer | null,
): Buffer {
  const seed = Buffer.concat([randoms.client, randoms.server])
  if (version === SSL3) return expandSsl3(premaster, seed, MASTER_LENGTH)
  return sessionHash
    ? prf(version, hash, premaster, 'extended master secret', sessionHash, MASTER_LENGTH)
    : prf(version, hash, premaster, 'master secret', seed, MASTER_LENGTH)
}

/** The keys of both directions (RFC 5246 section 6.3; for EXPORT RFC 2246 section 6.3.1 and RFC 6101 section 6.2.2.1). */
export function sessionKeys(version: number, recipe: SuiteRecipe, master: Buffer, randoms: Randoms): SessionKeys {
  const { cipher, mac, exported, prf: hash } = recipe
  const macLength = mac ? MAC_LENGTHS[mac] : 0
  const ivLength = ivFromBlock(version, cipher, exported)
  const needed = 2 * (macLength + cipher.keyMaterial + ivLength)
  const seed = Buffer.concat([randoms.server, randoms.client])
  const block =
    version === SSL3 ? expandSsl3(master, seed, needed) : prf(version, hash, master, 'key expansion', seed, needed)
  const reader = new ByteReader(block)
  const pair = (length: number, field: string) => [reader.take(length, field), reader.take(length, field)] as const
  const [clientMac, serverMac] = pair(macLength, 'MAC keys')
  const [clientKey, serverKey] = pair(cipher.keyMaterial, 'keys')
  const [clientIv, serverIv] = pair(ivLength, 'IVs')
  const keys = {
    client: { macKey: clientMac, key: clientKey, iv: clientIv },
    server: { macKey: serverMac, key: serverKey, iv: serverIv },
  }
  if (exported) return lengthened(version, recipe, keys, randoms)
  return keys
}

/** The IVs of CBC come from the key block until TLS 1.0; later each record brings its own. EXPORT makes them elsewhere. */
function ivFromBlock(version: number, cipher: BulkCipher, exported: boolean): number {
  if (cipher.kind === 'aead') return cipher.ivLength
  return exported || version >= TLS1_1 ? 0 : cipher.ivLength
}

/** Forty secret bits, made as long as the cipher wants them with bytes that both sides sent in clear. */
function lengthened(version: number, { cipher }: SuiteRecipe, keys: SessionKeys, randoms: Randoms): SessionKeys {
  const { client: clientRandom, server: serverRandom } = randoms
  const both = Buffer.concat([clientRandom, serverRandom])
  const { keyLength, ivLength } = cipher
  if (version === SSL3) {
    const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest()
    const key = (short: Buffer, first: Buffer, second: Buffer) => md5(short, first, second).subarray(0, keyLength)
    const iv = (first: Buffer, second: Buffer) => md5(first, second).subarray(0, ivLength)
    return {
      client: {
        ...keys.client,
        key: key(keys.client.key, clientRandom, serverRandom),
        iv: iv(clientRandom, serverRandom),
      },
      server: {
        ...keys.server,
        key: key(keys.server.key, serverRandom, clientRandom),
        iv: iv(serverRandom, clientRandom),
      },
    }
  }
  // EXPORT ended with TLS 1.0: its PRF needs no hash of a suite.
  const expand = (secret: Buffer, label: string, length: number) => prf(TLS1_0, 'sha256', secret, label, both, length)
  const ivs = expand(Buffer.alloc(0), 'IV block', 2 * ivLength)
  return {
    client: {
      ...keys.client,
      key: expand(keys.client.key, 'client write key', keyLength),
      iv: ivs.subarray(0, ivLength),
    },
    server: { ...keys.server, key: expand(keys.server.key, 'server write key', keyLength), iv: ivs.subarray(ivLength) },
  }
}

const LABELS = { client: 'client finished', server: 'server finished' } as const
/** RFC 6101 section 5.6.9. */
const SENDERS = { client: Buffer.from('CLNT'), server: Buffer.from('SRVR') } as const

/** The content of a Finished message over everything said so far. */
export function verifyData(
  version: number,
  { prf: hash }: SuiteRecipe,
  master: Buffer,
  side: 'client' | 'server',
  handshake: Buffer,
): Buffer {
  if (version === SSL3) {
    return Buffer.concat([
      ssl3Hash('md5', master, handshake, SENDERS[side]),
      ssl3Hash('sha1', master, handshake, SENDERS[side]),
    ])
  }
  return prf(version, hash, master, LABELS[side], handshakeHash(version, hash, handshake), 12)
}

/** The hash of the handshake messages as the PRF wants it: MD5 and SHA-1 side by side until TLS 1.1. */
export function handshakeHash(version: number, hash: Hash, handshake: Buffer): Buffer {
  const digest = (name: string) => createHash(name).update(handshake).digest()
  return version >= TLS1_2 ? digest(hash) : Buffer.concat([digest('md5'), digest('sha1')])
}

const PAD_LENGTHS = { md5: 48, sha1: 40 } as const

export function ssl3Pads(hash: 'md5' | 'sha1'): [Buffer, Buffer] {
  const length = PAD_LENGTHS[hash]
  return [Buffer.alloc(length, 0x36), Buffer.alloc(length, 0x5c)]
}

/** The nested hash of SSL 3.0 over the handshake, for Finished and CertificateVerify (RFC 6101 sections 5.6.8 and 5.6.9). */
export function ssl3Hash(hash: 'md5' | 'sha1', master: Buffer, handshake: Buffer, sender = Buffer.alloc(0)): Buffer {
  const [inner, outer] = ssl3Pads(hash)
  const first = createHash(hash).update(handshake).update(sender).update(master).update(inner).digest()
  return createHash(hash).update(master).update(outer).update(first).digest()
}
