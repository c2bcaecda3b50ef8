// The ClientHello: from message bytes to numbers, and from numbers to the facts that a transcript holds.

import type { ClientHelloFacts } from '../../transcript/events.ts'
import { ja3, ja4 } from '../fingerprints.ts'
import { ByteReader, type Width } from './byte-reader.ts'
import {
  extensionName,
  groupName,
  isGrease,
  signatureSchemeName,
  suiteByNumber,
  suiteName,
  VERSION_NUMBERS,
  versionName,
} from './names.ts'
import type { Framing } from './records.ts'

/** A ClientHello as sent: numbers in the client's order, GREASE included. */
export interface ClientHello {
  framing: Framing
  recordVersion: number
  /** `client_version`/`legacy_version`. */
  version: number
  /** 32 bytes; the challenge of 16 to 32 bytes in SSLv2 framing. */
  random: Buffer
  sessionId: Buffer
  /** Two-byte numbers of TLS, three-byte ones of SSLv2 (0x010080). */
  suites: number[]
  compressionMethods: number[]
  /** In order; `data` is the extension without its type and length. Empty in SSLv2 framing. */
  extensions: { type: number; data: Buffer }[]
  /** The first `host_name`; null when there is none. */
  servername: Buffer | null
  /** Null without the extension. */
  supportedVersions: number[] | null
  groups: number[]
  pointFormats: number[]
  signatureAlgorithms: number[]
  alpn: Buffer[]
}

const CLIENT_HELLO = 1
const FALLBACK_SCSV = 0x5600

/**
 * Decodes a whole ClientHello message (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2), or one in SSLv2 framing
 * (RFC 5246 appendix E.2), as `readClientHello` hands it over. A hello without any extensions is legal.
 * Throws WireError for bytes missing or too many anywhere, and for an extension sent twice.
 */
export function decodeClientHello(
  message: Buffer,
  { framing, recordVersion }: { framing: Framing; recordVersion: number },
): ClientHello {
  const reader = new ByteReader(message)
  const type = reader.uint(1, 'message type')
  if (type !== CLIENT_HELLO) throw reader.refuse('message type', `${type} is not a ClientHello`)
  return framing === 'sslv2' ? decodeSslv2(reader) : decodeTls(reader, recordVersion)
}

/** What a reader wants to know of a hello: names, GREASE left out, fingerprints. */
export function factsOf(hello: ClientHello): ClientHelloFacts {
  const suites = withoutGrease(hello.suites)
  return {
    framing: hello.framing,
    recordVersion: versionName(hello.recordVersion),
    helloVersion: versionName(hello.version),
    versions: versionsOf(hello),
    suites: suites.map(suiteName),
    groups: withoutGrease(hello.groups).map(groupName),
    signatureAlgorithms: withoutGrease(hello.signatureAlgorithms).map(signatureSchemeName),
    extensions: withoutGrease(hello.extensions.map((extension) => extension.type)).map(extensionName),
    servername: hello.servername && printable(hello.servername),
    alpn: hello.alpn.filter((protocol) => !isGreaseProtocol(protocol)).map(printable),
    weakSuites: suites.filter((suite) => (suiteByNumber(suite)?.weak.length ?? 0) > 0).map(suiteName),
    fallbackScsv: suites.includes(FALLBACK_SCSV),
    ja3: ja3(hello).md5,
    ja4: ja4(hello),
  }
}

function decodeTls(reader: ByteReader, recordVersion: number): ClientHello {
  const body = reader.vector(3, 'message')
  reader.end('message')
  const version = body.uint(2, 'client version')
  const random = body.take(32, 'random')
  const sessionId = body.vector(1, 'session id').rest()
  const suites = body.vector(2, 'cipher suites').uints(2, 'cipher suite')
  const compressionMethods = body.vector(1, 'compression methods').uints(1, 'compression method')
  // RFC 5246 section 7.4.1.2: that a hello has extensions is told by bytes behind the compression methods.
  const extensions = body.left > 0 ? decodeExtensions(body.vector(2, 'extensions')) : []
  body.end('extensions')
  return {
    framing: 'tls',
    recordVersion,
    version,
    random,
    sessionId,
    suites,
    compressionMethods,
    ...decodeKnown(extensions),
    extensions: extensions.map(({ type, data }) => ({ type, data })),
  }
}

function decodeSslv2(reader: ByteReader): ClientHello {
  const version = reader.uint(2, 'version')
  const specsLength = reader.uint(2, 'cipher specs length')
  const sessionIdLength = reader.uint(2, 'session id length')
  const challengeLength = reader.uint(2, 'challenge length')
  const specs = new ByteReader(reader.take(specsLength, 'cipher specs'), reader.offset - specsLength)
  const sessionId = reader.take(sessionIdLength, 'session id')
  const random = reader.take(challengeLength, 'challenge')
  reader.end('challenge')
  return {
    framing: 'sslv2',
    recordVersion: VERSION_NUMBERS.SSLv2,
    version,
    random,
    sessionId,
    // A suite of TLS comes with a zero in front, so that both kinds keep their numbers.
    suites: specs.uints(3, 'cipher spec'),
    compressionMethods: [0],
    extensions: [],
    ...decodeKnown([]),
  }
}

interface Extension {
  type: number
  data: Buffer
  /** Where `data` stands in the message. */
  offset: number
}

function decodeExtensions(reader: ByteReader): Extension[] {
  const extensions: Extension[] = []
  const seen = new Set<number>()
  while (reader.left > 0) {
    const type = reader.uint(2, 'extension type')
    // RFC 8446 section 4.2: no more than one of a type.
    if (seen.has(type)) throw reader.refuse('extension type', `${extensionName(type)} a second time`)
    seen.add(type)
    const data = reader.vector(2, extensionName(type))
    extensions.push({ type, offset: data.offset, data: data.rest() })
  }
  return extensions
}

type Known = Pick<
  ClientHello,
  'servername' | 'supportedVersions' | 'groups' | 'pointFormats' | 'signatureAlgorithms' | 'alpn'
>

function decodeKnown(extensions: readonly Extension[]): Known {
  const read = <T>(name: string, decode: (reader: ByteReader, field: string) => T): T | undefined => {
    const extension = extensions.find(({ type }) => extensionName(type) === name)
    if (!extension) return undefined
    const reader = new ByteReader(extension.data, extension.offset)
    const value = decode(reader, name)
    reader.end(name)
    return value
  }
  const list = (lengthSize: Width, size: Width) => (reader: ByteReader, field: string) =>
    reader.vector(lengthSize, field).uints(size, field)
  return {
    servername: read('server_name', decodeServername) ?? null,
    supportedVersions: read('supported_versions', list(1, 2)) ?? null,
    groups: read('supported_groups', list(2, 2)) ?? [],
    pointFormats: read('ec_point_formats', list(1, 1)) ?? [],
    signatureAlgorithms: read('signature_algorithms', list(2, 2)) ?? [],
    alpn: read('application_layer_protocol_negotiation', decodeAlpn) ?? [],
  }
}

// RFC 6066 section 3: a list of names, of which only host_name (0) was ever defined.
function decodeServername(reader: ByteReader, field: string): Buffer | null {
  const names = reader.vector(2, field)
  let servername: Buffer | null = null
  while (names.left > 0) {
    const type = names.uint(1, `${field} type`)
    const name = names.vector(2, `${field} name`).rest()
    if (type === 0) servername ??= name
  }
  return servername
}

// RFC 7301 section 3.1.
function decodeAlpn(reader: ByteReader, field: string): Buffer[] {
  const names = reader.vector(2, field)
  const protocols: Buffer[] = []
  while (names.left > 0) {
    const protocol = names.vector(1, `${field} name`).rest()
    if (protocol.length === 0) throw names.refuse(`${field} name`, 'empty')
    protocols.push(protocol)
  }
  return protocols
}

/**
 * Only what the client said: all of `supported_versions`, else the one version that the hello names, which is the
 * newest it speaks; how far down it goes is not in it. Suites of SSLv2 offer SSLv2.
 */
function versionsOf(hello: ClientHello): string[] {
  if (hello.supportedVersions) return withoutGrease(hello.supportedVersions).map(versionName)
  const sslv2 = hello.version !== VERSION_NUMBERS.SSLv2 && hello.suites.some((suite) => suite > 0xffff)
  return [versionName(hello.version), ...(sslv2 ? ['SSLv2'] : [])]
}

function withoutGrease(numbers: readonly number[]): number[] {
  return numbers.filter((number) => !isGrease(number))
}

function isGreaseProtocol(protocol: Buffer): boolean {
  return protocol.length === 2 && isGrease(protocol.readUInt16BE(0))
}

// A client chooses these bytes and a terminal will show them: whatever is not plain ASCII is escaped.
function printable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
