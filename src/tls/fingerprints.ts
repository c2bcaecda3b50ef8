// JA3 and JA4: short names for the way a client says hello, known to firewalls, logs and threat lists.

import { createHash } from 'node:crypto'
import { isGrease, VERSION_NUMBERS } from './wire/names.ts'

/** What the fingerprints are made of: numbers as they were sent, in the client's order, GREASE included. */
export interface FingerprintedHello {
  /** `client_version`/`legacy_version`. */
  readonly version: number
  readonly suites: readonly number[]
  readonly extensions: readonly { readonly type: number }[]
  /** `supported_versions`; null without the extension. */
  readonly supportedVersions: readonly number[] | null
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  /** Protocols of one byte or more (RFC 7301 section 3.1). */
  readonly alpn: readonly Buffer[]
}

const SERVER_NAME = 0
const ALPN = 16
const NOTHING = '000000000000'

/**
 * JA3 (github.com/salesforce/ja3): version, suites, extensions, groups and point formats in decimal, GREASE left out.
 * `text` is that list, `md5` its name in hex. Suites of SSLv2, of which JA3 does not speak, go in as three-byte numbers.
 */
export function ja3(hello: FingerprintedHello): { text: string; md5: string } {
  const lists = [hello.suites, extensionTypes(hello), hello.groups, hello.pointFormats]
  const text = [hello.version, ...lists.map((list) => list.filter(isPlain).join('-'))].join(',')
  return { text, md5: createHash('md5').update(text).digest('hex') }
}

/**
 * JA4 of a hello over TCP (github.com/FoxIO-LLC/ja4, "JA4: TLS Client Fingerprint"): `t13d1516h2_8daaf6152771_e5627efa2ab1`.
 * The version is the number that the hello names, also in SSLv2 framing.
 */
export function ja4(hello: FingerprintedHello): string {
  const suites = hello.suites.filter(isPlain)
  const types = extensionTypes(hello).filter(isPlain)
  const sni = types.includes(SERVER_NAME) ? 'd' : 'i'
  const start = `t${ja4Version(hello)}${sni}${count(suites)}${count(types)}${ja4Alpn(hello)}`
  // Sorted, since browsers shuffle them; SNI and ALPN say where a client goes, not what it is.
  const sortedTypes = inHex(types.filter((type) => type !== SERVER_NAME && type !== ALPN)).sort()
  const schemes = inHex(hello.signatureAlgorithms.filter(isPlain))
  const abilities = [sortedTypes.join(','), ...(schemes.length > 0 ? [schemes.join(',')] : [])].join('_')
  const ciphers = suites.length > 0 ? sha256(inHex(suites).sort().join(',')) : NOTHING
  return [start, ciphers, types.length > 0 ? sha256(abilities) : NOTHING].join('_')
}

function ja4Version(hello: FingerprintedHello): string {
  const offered = hello.supportedVersions?.filter(isPlain) ?? [hello.version]
  return JA4_VERSIONS[Math.max(...offered)] ?? '00'
}

// First and last character of the first protocol; of its hex digits when one of the two is no letter or digit.
function ja4Alpn(hello: FingerprintedHello): string {
  const first = hello.alpn.find((protocol) => protocol.length !== 2 || isPlain(protocol.readUInt16BE(0)))
  if (first === undefined) return '00'
  const text = first.toString('latin1')
  const shown = /^[0-9A-Za-z]/.test(text) && /[0-9A-Za-z]$/.test(text) ? text : first.toString('hex')
  return shown.slice(0, 1) + shown.slice(-1)
}

function extensionTypes(hello: FingerprintedHello): number[] {
  return hello.extensions.map((extension) => extension.type)
}

function isPlain(number: number): boolean {
  return !isGrease(number)
}

function count(list: readonly unknown[]): string {
  return String(Math.min(list.length, 99)).padStart(2, '0')
}

function inHex(numbers: readonly number[]): string[] {
  return numbers.map((number) => number.toString(16).padStart(4, '0'))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

const JA4_VERSIONS: Readonly<Record<number, string>> = {
  [VERSION_NUMBERS.SSLv2]: 's2',
  [VERSION_NUMBERS.SSLv3]: 's3',
  [VERSION_NUMBERS.TLSv1]: '10',
  [VERSION_NUMBERS['TLSv1.1']]: '11',
  [VERSION_NUMBERS['TLSv1.2']]: '12',
  [VERSION_NUMBERS['TLSv1.3']]: '13',
}
