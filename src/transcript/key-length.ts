// The two lengths that logs give a cipher, where they differ.

/** Length of the key in the algorithm, which is more than its strength for 3DES and EXPORT. */
export function keyLength(suite: string, bits: number): number {
  if (/_3DES_/.test(suite)) return 168
  if (/_EXPORT_WITH_(RC4|RC2)/.test(suite)) return 128
  return /_EXPORT_WITH_DES/.test(suite) ? 56 : bits
}
