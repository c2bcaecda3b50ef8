// Names and numbers of TLS: versions, cipher suites, groups, signature schemes, extensions, alerts.

import { SUITE_ROWS } from './cipher-suites.ts'
import { ALERTS, EXTENSIONS, GROUPS, SIGNATURE_SCHEMES } from './registries.ts'
import { type Weakness, weaknessesOf } from './weakness.ts'

/** Versions by the names that Node's `tls` uses, oldest first, with their numbers on the wire. */
export const VERSION_NUMBERS = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
} as const

export type TlsVersion = keyof typeof VERSION_NUMBERS

/** All known versions, oldest first. */
export const VERSIONS = Object.keys(VERSION_NUMBERS) as readonly TlsVersion[]

export interface CipherSuite {
  /** Two bytes, or three for an SSLv2 suite. */
  readonly number: number
  /** Name in the IANA registry: `TLS_RSA_WITH_RC4_128_SHA`. */
  readonly name: string
  /** OpenSSL's name, `RC4-SHA`; null when it never had one. */
  readonly openssl: string | null
  /** Secret bits of the encryption: 0 for NULL, 40 for EXPORT, 56 for DES, 112 for 3DES, ... */
  readonly strength: number
  /** Empty for a suite that may still be used. */
  readonly weak: readonly Weakness[]
  /** Oldest and newest version that the suite is defined for. */
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
  /** Not a suite but a signal in its place: TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV. */
  readonly signal: boolean
}

/** Every suite that is known, those of TLS 1.3 and of SSLv2 and the signals among them. */
export const cipherSuites: () => readonly CipherSuite[] = once(() =>
  SUITE_ROWS.map(([number, name, openssl, strength]) => {
    const signal = name.endsWith('_SCSV')
    const [minVersion, maxVersion] = versionsOf(number, name)
    return { number, name, openssl, strength, weak: signal ? [] : weaknessesOf(name), minVersion, maxVersion, signal }
  }),
)

const byNumber = once(() => new Map(cipherSuites().map((suite) => [suite.number, suite])))
const byName = once(() => {
  const names = new Map<string, CipherSuite>()
  const add = (name: string, suite: CipherSuite) => {
    const key = nameKey(name)
    if (!names.has(key)) names.set(key, suite)
  }
  // IANA's names first; and from the front, so that a name that SSLv2 shares with TLS means the suite of TLS.
  for (const suite of cipherSuites()) add(suite.name, suite)
  for (const suite of cipherSuites()) if (suite.openssl) add(suite.openssl, suite)
  return names
})

/** Every name that `suiteByName` takes, IANA's first; for lists and "did you mean". Signals are not among them. */
export const cipherNames: () => readonly string[] = once(() => [
  ...new Set([
    ...cipherSuites().flatMap((suite) => (suite.signal ? [] : suite.name)),
    ...cipherSuites().flatMap((suite) => suite.openssl ?? []),
  ]),
])

/** All known alert names, by number. */
export const ALERT_NAMES: readonly string[] = Object.values(ALERTS)

/** The suite with this IANA or OpenSSL name, whatever its case; `EDH-` and `DHE-` are the same to OpenSSL. */
export function suiteByName(name: string): CipherSuite | undefined {
  return byName().get(nameKey(name))
}

export function suiteByNumber(number: number): CipherSuite | undefined {
  return byNumber().get(number)
}

/** IANA's name, or the number as `0x1234`. */
export function suiteName(number: number): string {
  return byNumber().get(number)?.name ?? hex(number, number > 0xffff ? 6 : 4)
}

/** Secret bits of a suite by either name; undefined when the name is not known. */
export function strengthOf(name: string): number | undefined {
  return suiteByName(name)?.strength
}

/** Place of a version in the order of age, SSLv2 = 0; undefined for a version that is not known. */
export function versionRank(name: string): number | undefined {
  const rank = (VERSIONS as readonly string[]).indexOf(name)
  return rank < 0 ? undefined : rank
}

/** `TLSv1` for 0x0301; the number as `0x7f1c` when it is not known. */
export function versionName(number: number): string {
  return VERSIONS.find((name) => VERSION_NUMBERS[name] === number) ?? hex(number)
}

export function groupName(number: number): string {
  return GROUPS[number] ?? hex(number)
}

export function signatureSchemeName(number: number): string {
  return SIGNATURE_SCHEMES[number] ?? hex(number)
}

export function extensionName(number: number): string {
  return EXTENSIONS[number] ?? hex(number)
}

/** `handshake_failure` for 40; the number as `0xc8` when it is not known. */
export function alertName(number: number): string {
  return ALERTS[number] ?? hex(number, 2)
}

/** 40 for `handshake_failure`; undefined when the name is not known. */
export function alertNumber(name: string): number | undefined {
  const entry = Object.entries(ALERTS).find(([, known]) => known === name)
  return entry && Number(entry[0])
}

/** A value that clients send to keep servers from choking on the unknown: 0x0a0a, 0x1a1a, ... (RFC 8701 section 2). */
export function isGrease(number: number): boolean {
  return (number & 0x0f0f) === 0x0a0a && number >> 8 === (number & 0xff)
}

/** Makes a table when it is first asked for: a start should not wait for all of them. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function hex(number: number, digits = 4): string {
  return `0x${number.toString(16).padStart(digits, '0')}`
}

function nameKey(name: string): string {
  return name.toUpperCase().replace(/\bEDH-/, 'DHE-')
}

// TLS 1.3 has its own suites; AEAD and SHA-2 came with TLS 1.2 (RFC 5246 section 1.2), but the PSK suites of RFC 5487,
// 5489 and 6367 may be used before; elliptic curves came with TLS 1.0 (RFC 8422); EXPORT went with 1.1 (RFC 4346 A.5).
function versionsOf(number: number, name: string): [TlsVersion, TlsVersion] {
  if (name.startsWith('SSL2_')) return ['SSLv2', 'SSLv2']
  if (number >> 8 === 0x13 || /_SM3$|_MGM_[LS]$|^TLS_SHA\d+_/.test(name)) return ['TLSv1.3', 'TLSv1.3']
  if (name.endsWith('_SCSV')) return ['SSLv3', 'TLSv1.2']
  if (/GCM|CCM|CHACHA20|ARIA|GOSTR341112/.test(name)) return ['TLSv1.2', 'TLSv1.2']
  if (/SHA(256|384)$/.test(name)) return [name.includes('PSK') ? 'TLSv1' : 'TLSv1.2', 'TLSv1.2']
  if (name.includes('_EXPORT')) return ['SSLv3', 'TLSv1']
  return [/_ECDHE?_|GOST/.test(name) ? 'TLSv1' : 'SSLv3', 'TLSv1.2']
}
