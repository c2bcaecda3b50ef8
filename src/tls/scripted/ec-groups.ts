// Elliptic curves for ECDHE (RFC 8422): those that Node makes keys on.
import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'

export interface EcKey {
  publicKey: Buffer
  /** What both sides share; null for a public key that is no point of the curve. */
  agree(clientKey: Buffer): Buffer | null
}

interface EcGroup {
  number: number
  newKey(): EcKey
}

/** By their names in the IANA registry, in the order in which a server without wishes prefers them. */
export const EC_GROUPS: Readonly<Record<string, EcGroup>> = {
  x25519: { number: 29, newKey: newX25519Key },
  secp256r1: { number: 23, newKey: () => newCurveKey('prime256v1') },
  secp384r1: { number: 24, newKey: () => newCurveKey('secp384r1') },
  secp521r1: { number: 25, newKey: () => newCurveKey('secp521r1') },
}

function newCurveKey(curve: string): EcKey {
  const key = createECDH(curve)
  const publicKey = key.generateKeys()
  return {
    publicKey,
    agree(clientKey) {
      try {
        return key.computeSecret(clientKey)
      } catch {
        return null
      }
    },
  }
}

/** What stands in front of the 32 bytes of a key in a SubjectPublicKeyInfo (RFC 8410 section 4). */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')

function newX25519Key(): EcKey {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(X25519_PREFIX.length),
    agree(clientKey) {
      if (clientKey.length !== 32) return null
      try {
        const key = createPublicKey({ key: Buffer.concat([X25519_PREFIX, clientKey]), type: 'spki', format: 'der' })
        return diffieHellman({ privateKey, publicKey: key })
      } catch {
        return null
      }
    },
  }
}
