// Why a cipher suite should not be accepted any more, by its name alone (RFC 9325 section 4.1).

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
