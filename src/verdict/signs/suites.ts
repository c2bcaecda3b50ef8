// Cipher suites by what they do, read from their IANA or OpenSSL names.
import type { TlsKeys } from '../../scenario/schema.ts'

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/_anon_|^A(?:EC)?DH-/i, 'anonymous'],
  [/NULL/i, 'NULL'],
  [/^TLS_(?:AES|CHACHA20)_/, 'TLS 1.3'],
  [/ECDHE[-_]/, 'ECDHE'],
  [/DHE[-_]|^EDH-/, 'DHE'],
  [/ECDH[-_]/, 'static ECDH'],
  [/^TLS_DH_/, 'static DH'],
  [/PSK|SRP|KRB5|GOST/, 'other'],
  [/./, 'RSA key exchange'],
]

/** Sets of the scenario format, as the families they hold. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  modern: ['TLS 1.3', 'ECDHE', 'DHE', 'RSA key exchange'],
  legacy: ['TLS 1.3', 'ECDHE', 'DHE', 'RSA key exchange'],
  weak: ['NULL', 'anonymous'],
}

const WEAK: readonly (readonly [RegExp, string])[] = [
  [/NULL/i, 'encrypts nothing'],
  [/_anon_|^A(?:EC)?DH-/i, 'authenticates nobody'],
  [/EXPORT|^EXP-/, 'has a key of at most 56 bits'],
  [/RC4/, 'uses RC4 (RFC 7465)'],
  [/RC2/, 'uses RC2'],
  [/3DES|DES-CBC3/, 'uses 3DES, with 112 bits and blocks of 64'],
  [/_DES_|DES-CBC-/, 'uses DES, with 56 bits'],
]

/** How a suite exchanges keys: `ECDHE`, `DHE`, `RSA key exchange`; null for a signal in a suite's place. */
export function familyOf(suite: string): string | null {
  if (suite.endsWith('_SCSV')) return null
  return FAMILIES.find(([pattern]) => pattern.test(suite))?.[1] ?? null
}

export function familiesOf(suites: readonly string[]): string[] {
  return [...new Set(suites.flatMap((suite) => SETS[suite] ?? familyOf(suite) ?? []))]
}

/** What is wrong with a suite, in words that follow "it"; null when nothing is. */
export function weaknessOf(suite: string): string | null {
  return WEAK.find(([pattern]) => pattern.test(suite))?.[1] ?? null
}

/** NULL and anonymous suites: TLS by name only. */
export function protectsNothing(suite: string): boolean {
  const family = familyOf(suite)
  return family === 'NULL' || family === 'anonymous'
}

/** Every suite that the server takes is one that nobody should take. */
export function takesOnlyWeak({ ciphers = ['modern'] }: TlsKeys): boolean {
  return ciphers.every((name) => name === 'weak' || weaknessOf(name) !== null)
}

/** At most three names of the first list that the second lacks, signals left out. */
export function missingFrom(names: readonly string[], others: readonly string[]): string[] {
  return names
    .filter((name) => familyOf(name) !== null && !SETS[name] && !others.includes(name) && weaknessOf(name) === null)
    .slice(0, 3)
}
