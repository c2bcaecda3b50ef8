// How much a cipher suite or a version is worth, by its name alone (RFC 9325 sections 3.1 and 4).

export type Weakness = 'null' | 'anonymous' | 'export' | 'rc4' | 'rc2' | 'des' | '3des' | 'skipjack' | 'sslv2'

// The names of the registry say what a suite does, in words that never changed their meaning.
const WEAK_WORDS: readonly (readonly [RegExp, Weakness])[] = [
  [/^SSL2_/, 'sslv2'],
  // TLS_SHA256_SHA256 and its sister only protect integrity (RFC 9150).
  [/NULL|^TLS_SHA\d+_/, 'null'],
  [/_anon_|^TLS_NULL_/, 'anonymous'],
  [/EXPORT/, 'export'],
  [/_RC4_/, 'rc4'],
  [/_RC2_/, 'rc2'],
  [/_DES(40|_64)?_CBC/, 'des'],
  [/_3DES_|_DES_192_EDE3_/, '3des'],
  [/_WITH_FORTEZZA_/, 'skipjack'],
]

/** Empty for a suite that may still be used. */
export function weaknessesOf(suite: string): Weakness[] {
  return WEAK_WORDS.filter(([pattern]) => pattern.test(suite)).map(([, weakness]) => weakness)
}

export type Strength = 'modern' | 'old' | 'weak' | 'signal'

/** `modern`: forward secrecy and an AEAD cipher (RFC 9325 section 4.2). `weak`: nobody should use it (RFC 9325 section 4.1). */
export function strengthOf(suite: string): Strength {
  // In the place of a suite, and none (RFC 5746, RFC 7507).
  if (suite.endsWith('_SCSV')) return 'signal'
  if (weaknessesOf(suite).length > 0) return 'weak'
  const isAead = /_(GCM|CCM|CCM_8|POLY1305)(_|$)/.test(suite)
  const isForwardSecret = /^TLS_(ECDHE|DHE)_/.test(suite) || !suite.includes('_WITH_')
  return isAead && isForwardSecret ? 'modern' : 'old'
}

export const STRENGTH_WORDS: Readonly<Record<Strength, string>> = {
  modern: 'forward secrecy and authenticated encryption',
  old: 'still taken by many, but without forward secrecy or with CBC',
  weak: 'nobody should agree to it any more',
  signal: 'no suite, but a signal in its place',
}

/** Withdrawn by RFC 8996, RFC 7568 and RFC 6176. */
export function isOldVersion(version: string): boolean {
  return ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'].includes(version)
}
