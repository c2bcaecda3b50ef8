// How much a cipher suite is worth, by its name alone.

import { weaknessesOf } from '../../tls/wire/weakness.ts'

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
