// From the bytes of a connection to a whole ClientHello message, or to the reason why there is none.

import { alertName } from './names.ts'

/** Bytes that a client may send until its ClientHello is complete, record headers included. */
export const HELLO_LIMIT = 64 * 1024

export type Framing = 'tls' | 'sslv2'

/** What the bytes since the start of TLS hold. */
export type HelloReading =
  | { state: 'need-more' }
  | {
      state: 'hello'
      /** The handshake message with its header; for SSLv2 all that follows the two bytes of length. */
      message: Buffer
      /** Version of the first record; 0x0002 for SSLv2 framing, which has no records of TLS. */
      recordVersion: number
      framing: Framing
      /** Bytes of all records that carried the message. */
      consumed: number
    }
  | { state: 'not-tls'; reason: string }

/** One alert of RFC 8446 section 6. */
export interface Alert {
  level: 'warning' | 'fatal'
  number: number
  name: string
}

const ALERT = 21
const HANDSHAKE = 22
const RECORD_TYPES: Readonly<Record<number, string>> = {
  20: 'change_cipher_spec',
  23: 'application_data',
  24: 'heartbeat',
}
const RECORD_HEADER = 5
const MESSAGE_HEADER = 4
/** RFC 8446 section 5.1: a plaintext record holds at most 2^14 bytes. */
const RECORD_LIMIT = 2 ** 14
const CLIENT_HELLO = 1
/** Type, version and three lengths (RFC 5246 appendix E.2). */
const SSLV2_HELLO_LEAST = 9

const NEED_MORE: HelloReading = { state: 'need-more' }

/**
 * Reads a ClientHello from the bytes received so far, however they are cut into chunks and into records
 * (RFC 8446 section 5.1), or in SSLv2 framing (RFC 5246 appendix E.2). Call it again with all bytes when it needs more.
 * Never throws: `not-tls` says in words what came instead. What the message itself holds is not looked at.
 */
export function readClientHello(bytes: Buffer): HelloReading {
  const [first, second] = bytes
  if (first === undefined) return NEED_MORE
  if (first & 0x80) return readSslv2Hello(bytes)
  if (first < 20 || first > 24) return notTls(describe(bytes))
  if (second === undefined) return NEED_MORE
  if (second !== 3) return notTls(describe(bytes))
  if (first === ALERT) return readAlertInstead(bytes)
  if (first !== HANDSHAKE) return notTls(`${RECORD_TYPES[first]} record instead of a ClientHello`)
  return readHandshake(bytes)
}

/**
 * Whether a client that should speak plain text speaks TLS: a handshake record, or an SSLv2 hello. Looks at no more
 * than five bytes; undefined when they are too few to tell.
 */
export function looksLikeTls(bytes: Buffer): boolean | undefined {
  const [first, second, third, major, minor] = bytes
  if (first === HANDSHAKE) return second === undefined ? undefined : second === 3
  if (first === undefined) return undefined
  if (!(first & 0x80)) return false
  if (third === undefined) return undefined
  if (third !== CLIENT_HELLO) return false
  if (major === undefined) return undefined
  if (major !== 0) return major === 3
  return minor === undefined ? undefined : minor === 2
}

/**
 * The alerts among the records in `bytes`, which start at a record's start. Only alerts in clear are seen: an encrypted
 * one is longer than two bytes. Stops without a complaint at an incomplete record or at what is none.
 */
export function readAlerts(bytes: Buffer): Alert[] {
  const alerts: Alert[] = []
  let at = 0
  while (bytes.length - at >= RECORD_HEADER && bytes[at + 1] === 3) {
    const length = bytes.readUInt16BE(at + 3)
    const fragment = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length)
    const [level, number] = fragment
    if (bytes[at] === ALERT && length === 2 && number !== undefined && (level === 1 || level === 2)) {
      alerts.push({ level: level === 1 ? 'warning' : 'fatal', number, name: alertName(number) })
    }
    at += RECORD_HEADER + length
  }
  return alerts
}

function readHandshake(bytes: Buffer): HelloReading {
  const fragments: Buffer[] = []
  let held = 0
  let needed = MESSAGE_HEADER
  let at = 0
  while (held < needed) {
    if (at >= HELLO_LIMIT) return tooLong()
    const header = bytes.subarray(at, at + RECORD_HEADER)
    const wrong = problemOf(header)
    if (wrong) return notTls(wrong)
    if (header.length < RECORD_HEADER) return stillOpen(bytes)
    const start = at + RECORD_HEADER
    const length = header.readUInt16BE(3)
    const fragment = bytes.subarray(start, start + length)
    fragments.push(fragment)
    held += fragment.length
    if (needed === MESSAGE_HEADER) {
      const message = Buffer.concat(fragments)
      const [type] = message
      if (type !== undefined && type !== CLIENT_HELLO)
        return notTls(`handshake message ${type} instead of a ClientHello`)
      if (held >= MESSAGE_HEADER) needed += message.readUIntBE(1, 3)
    }
    if (needed > HELLO_LIMIT) return tooLong()
    if (fragment.length < length) return stillOpen(bytes)
    at = start + length
  }
  if (at > HELLO_LIMIT) return tooLong()
  if (held > needed) return notTls(`${held - needed} handshake bytes behind the ClientHello`)
  return {
    state: 'hello',
    message: Buffer.concat(fragments),
    recordVersion: bytes.readUInt16BE(1),
    framing: 'tls',
    consumed: at,
  }
}

/** What is wrong with a record's header, of which a part may be still to come. */
function problemOf(header: Buffer): string | undefined {
  const [type, major] = header
  if (type !== undefined && type !== HANDSHAKE) return `record of type ${type} inside the ClientHello`
  if (major !== undefined && major !== 3) return `record of version ${major}.x inside the ClientHello`
  if (header.length < RECORD_HEADER) return undefined
  const length = header.readUInt16BE(3)
  if (length === 0) return 'empty handshake record'
  return length > RECORD_LIMIT ? `record of ${length} bytes, ${RECORD_LIMIT} are allowed` : undefined
}

function readSslv2Hello(bytes: Buffer): HelloReading {
  const looks = looksLikeTls(bytes)
  if (looks === undefined) return NEED_MORE
  if (!looks) return notTls(describe(bytes))
  const length = bytes.readUInt16BE(0) & 0x7fff
  if (length < SSLV2_HELLO_LEAST) return notTls(`SSLv2 hello of ${length} bytes, at least ${SSLV2_HELLO_LEAST} are due`)
  const consumed = 2 + length
  if (bytes.length < consumed) return NEED_MORE
  return { state: 'hello', message: bytes.subarray(2, consumed), recordVersion: 2, framing: 'sslv2', consumed }
}

function readAlertInstead(bytes: Buffer): HelloReading {
  if (bytes.length < RECORD_HEADER) return NEED_MORE
  const length = bytes.readUInt16BE(3)
  if (length !== 2) return notTls(`alert record of ${length} bytes instead of a ClientHello`)
  const [level, number] = bytes.subarray(RECORD_HEADER)
  if (level === undefined || number === undefined) return NEED_MORE
  return notTls(`alert ${number} ${alertName(number)} instead of a ClientHello`)
}

function stillOpen(bytes: Buffer): HelloReading {
  return bytes.length >= HELLO_LIMIT ? tooLong() : NEED_MORE
}

function tooLong(): HelloReading {
  return notTls(`no whole ClientHello in ${HELLO_LIMIT} bytes`)
}

function notTls(reason: string): HelloReading {
  return { state: 'not-tls', reason }
}

/** The first bytes for a reader: a line of text as text, anything else in hex. Depends on how much has arrived. */
function describe(bytes: Buffer): string {
  const line = /^[\t\x20-\x7e]+/.exec(bytes.toString('latin1', 0, 80))?.[0]
  if (line === undefined) return `first bytes ${bytes.toString('hex', 0, 8).replace(/..\B/g, '$& ')}`
  return `looks like text: ${JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line)}`
}
