// The server's certificates and keys as the scripted server uses them.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { ServerCredential } from '../layer.ts'

export interface ServerIdentity {
  kind: 'rsa' | 'ecdsa'
  /** In DER, the server's own first. */
  chain: readonly Buffer[]
  key: KeyObject
  /** An OCSP answer in DER for clients that ask for one; null: none. */
  ocsp: Buffer | null
  /** Length of the modulus of an RSA key; 0 for ECDSA. */
  bits: number
  /** IANA's name of the curve of an ECDSA key; empty for RSA. */
  curve: string
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'secp256r1',
  secp384r1: 'secp384r1',
  secp521r1: 'secp521r1',
}

/** Reads a credential; null for a kind of key that no suite of this server uses (Ed25519, DSA). */
export function identityOf(credential: Extract<ServerCredential, { cert: string }>): ServerIdentity | null {
  const key = createPrivateKey(credential.key)
  const details = key.asymmetricKeyDetails ?? {}
  const kind = key.asymmetricKeyType === 'ec' ? 'ecdsa' : key.asymmetricKeyType === 'rsa' ? 'rsa' : null
  if (!kind) return null
  return {
    kind,
    key,
    ocsp: credential.ocsp ?? null,
    chain: certificatesIn(credential.cert).map((certificate) => certificate.raw),
    bits: kind === 'rsa' ? (details.modulusLength ?? 0) : 0,
    curve: kind === 'ecdsa' ? (CURVES[details.namedCurve ?? ''] ?? details.namedCurve ?? '') : '',
  }
}

export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}
