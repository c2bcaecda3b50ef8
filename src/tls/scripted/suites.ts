// What a cipher suite is made of, read off its name in the IANA registry; null for one that is not spoken here.
import type { CipherSuite } from '../wire/names.ts'
import { BULK_CIPHERS, type BulkCipher, type BulkCipherName } from './bulk-ciphers.ts'

export type MacName = 'md5' | 'sha1' | 'sha256' | 'sha384'

export interface SuiteRecipe {
  suite: CipherSuite
  /** How the premaster secret comes about. */
  exchange: 'rsa' | 'dh' | 'ecdh'
  /** Whose key signs or decrypts; null for an anonymous server. */
  authentication: 'rsa' | 'ecdsa' | null
  /** RSA as far as the USA let it out until 2000: temporary keys of 512 bits, secrets of 40. */
  exported: boolean
  /** The server makes a key for each session. */
  ephemeral: boolean
  cipher: BulkCipher
  cipherName: BulkCipherName
  /** Null for AEAD, which needs none. */
  mac: MacName | null
  /** Hash of the PRF in TLS 1.2 (RFC 5246 section 5). */
  prf: 'sha256' | 'sha384'
}

const EXCHANGES: Readonly<Record<string, Pick<SuiteRecipe, 'exchange' | 'authentication' | 'exported'>>> = {
  RSA: { exchange: 'rsa', authentication: 'rsa', exported: false },
  RSA_EXPORT: { exchange: 'rsa', authentication: 'rsa', exported: true },
  DHE_RSA: { exchange: 'dh', authentication: 'rsa', exported: false },
  DHE_RSA_EXPORT: { exchange: 'dh', authentication: 'rsa', exported: true },
  DH_anon: { exchange: 'dh', authentication: null, exported: false },
  DH_anon_EXPORT: { exchange: 'dh', authentication: null, exported: true },
  ECDHE_RSA: { exchange: 'ecdh', authentication: 'rsa', exported: false },
  ECDHE_ECDSA: { exchange: 'ecdh', authentication: 'ecdsa', exported: false },
  ECDH_anon: { exchange: 'ecdh', authentication: null, exported: false },
}

const MACS: Readonly<Record<string, MacName>> = { MD5: 'md5', SHA: 'sha1', SHA256: 'sha256', SHA384: 'sha384' }

/** Null for a suite that this server does not speak: PSK, Kerberos, DSS, Camellia, IDEA, SEED, RC2, CCM, ... */
export function recipeOf(suite: CipherSuite): SuiteRecipe | null {
  const [, exchangeName = '', cipherName = '', hash = ''] = /^TLS_(.+)_WITH_(.+)_([A-Z0-9]+)$/.exec(suite.name) ?? []
  const exchange = EXCHANGES[exchangeName]
  const mac = MACS[hash]
  if (!exchange || !mac || !isSpoken(cipherName)) return null
  const cipher: BulkCipher = BULK_CIPHERS[cipherName]
  return {
    suite,
    ...exchange,
    ephemeral: exchange.exchange !== 'rsa',
    cipher,
    cipherName,
    mac: cipher.kind === 'aead' ? null : mac,
    prf: mac === 'sha384' ? 'sha384' : 'sha256',
  }
}

function isSpoken(cipher: string): cipher is BulkCipherName {
  return Object.hasOwn(BULK_CIPHERS, cipher)
}
