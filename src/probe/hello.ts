// The ClientHello of a probe: one version, exactly these suites, and everything else a server may want to see.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { ByteWriter } from '../tls/wire/byte-writer.ts'
import { frameMessage } from '../tls/wire/handshake/message.ts'
import { type TlsVersion, VERSION_NUMBERS } from '../tls/wire/names.ts'
import { frameRecord } from '../tls/wire/record-reader.ts'

/** Versions that are asked for, newest first. SSL 2.0 has records of its own, and no server of mail has it any more. */
export const ASKED_VERSIONS = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1', 'SSLv3'] as const satisfies TlsVersion[]

export type AskedVersion = (typeof ASKED_VERSIONS)[number]

export interface Offer {
  version: AskedVersion
  /** Numbers of suites, in the order of the hello. */
  suites: readonly number[]
  /** For SNI; an address is left out (RFC 6066 section 3). */
  servername: string
}

const RENEGOTIATION_INFO_SCSV = 0x00ff
const X25519 = 29
// Those of OpenSSL's older and newer defaults. No ffdhe group below TLS 1.3: a server that has none of the listed ones
// may then take no DHE suite (RFC 7919 section 4).
const CURVES = [X25519, 23, 30, 25, 24, 22, 26, 27, 28, 21, 19, 14, 13, 9, 10, 11, 12]
const GROUPS_13 = [X25519, 23, 30, 25, 24, 256, 257, 258]
const SCHEMES = [
  ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b],
  ...[0x0401, 0x0501, 0x0601, 0x0301, 0x0303, 0x0201, 0x0203, 0x0402, 0x0202, 0x0101],
]

/** One whole record (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6101 section 5.6.1.2). */
export function clientHello({ version, suites, servername }: Offer): Buffer {
  const number = VERSION_NUMBERS[version]
  const modern = version === 'TLSv1.3'
  const body = new ByteWriter()
    .uint(2, Math.min(number, VERSION_NUMBERS['TLSv1.2']))
    .bytes(randomBytes(32))
    // RFC 8446 appendix D.4: what stands between takes a hello with a session id for one of TLS 1.2.
    .vector(1, modern ? randomBytes(32) : Buffer.alloc(0))
    .vector(2, new ByteWriter().uints(2, modern ? suites : [...suites, RENEGOTIATION_INFO_SCSV]))
    .vector(1, Buffer.from([0]))
  if (version !== 'SSLv3') body.vector(2, extensions(version, servername))
  const record = version === 'SSLv3' ? VERSION_NUMBERS.SSLv3 : VERSION_NUMBERS.TLSv1
  return frameRecord('handshake', record, frameMessage('client-hello', body.done()))
}

function extensions(version: AskedVersion, servername: string): ByteWriter {
  const list = new ByteWriter()
  const add = (type: number, data: ByteWriter) => list.uint(2, type).vector(2, data)
  const name = servername.replace(/\.$/, '')
  if (name !== '' && isIP(name) === 0) {
    const hostName = new ByteWriter().uint(1, 0).vector(2, Buffer.from(name))
    add(0, new ByteWriter().vector(2, hostName))
  }
  add(10, new ByteWriter().vector(2, new ByteWriter().uints(2, version === 'TLSv1.3' ? GROUPS_13 : CURVES)))
  if (version !== 'TLSv1.3') add(11, new ByteWriter().vector(1, Buffer.from([0])))
  if (version === 'TLSv1.3' || version === 'TLSv1.2') {
    add(13, new ByteWriter().vector(2, new ByteWriter().uints(2, SCHEMES)))
  }
  if (version === 'TLSv1.3') {
    add(43, new ByteWriter().vector(1, new ByteWriter().uint(2, VERSION_NUMBERS['TLSv1.3'])))
    const share = new ByteWriter().uint(2, X25519).vector(2, x25519Share())
    add(51, new ByteWriter().vector(2, share))
  }
  return list
}

/** The handshake is never finished, so that the private half is not kept. */
function x25519Share(): Buffer {
  const { publicKey } = generateKeyPairSync('x25519')
  // The raw key is what stands last in the 44 bytes of the structure (RFC 8410 section 4).
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
}
