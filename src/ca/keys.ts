// Key pairs, made in Node's thread pool when they are first needed, and shared by all leaf certificates of a process.
import { generateKeyPair, type KeyObject } from 'node:crypto'

/** RSA by size in bits, or ECDSA on the curve P-256 (FIPS 186-4). */
export type KeyKind = 'rsa2048' | 'rsa1024' | 'rsa512' | 'p256'

export interface KeyPair {
  readonly kind: KeyKind
  readonly privateKey: KeyObject
  /** PKCS#8. */
  readonly privatePem: string
  /** SubjectPublicKeyInfo. */
  readonly publicPem: string
}

const leafPairs = new Map<string, Promise<KeyPair>>()

/**
 * The key pair that all leaf certificates of this kind and edition share: an RSA-2048 key costs 110 to 180 ms, so one is
 * made.
 */
export function leafKeyPair(kind: KeyKind, edition = 0): Promise<KeyPair> {
  const name = `${kind} ${edition}`
  const known = leafPairs.get(name)
  if (known) return known
  const pair = makeKeyPair(kind)
  leafPairs.set(name, pair)
  return pair
}

/** Starts making the pairs that a healthy server needs, and returns at once. */
export function warm(): void {
  // Whoever asks for the pair later is told of a failure; here nobody is waiting.
  for (const kind of ['rsa2048', 'p256'] as const) leafKeyPair(kind).catch(() => {})
}

/** A fresh pair of its own, for authorities. */
export async function makeKeyPair(kind: KeyKind): Promise<KeyPair> {
  const { privateKey, publicKey } = await generated(kind)
  return {
    kind,
    privateKey,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

function generated(kind: KeyKind): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) =>
      error ? reject(error) : resolve({ privateKey, publicKey })
    if (kind === 'p256') generateKeyPair('ec', { namedCurve: 'P-256' }, done)
    else generateKeyPair('rsa', { modulusLength: RSA_BITS[kind] }, done)
  })
}

const RSA_BITS = { rsa2048: 2048, rsa1024: 1024, rsa512: 512 } as const
