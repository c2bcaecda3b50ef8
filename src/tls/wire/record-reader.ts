// Cuts the bytes of a connection into records (RFC 5246 section 6.2).
import { WireError } from './byte-reader.ts'

export const CONTENT_TYPES = { 'change-cipher-spec': 20, alert: 21, handshake: 22, 'application-data': 23 } as const

export type ContentType = keyof typeof CONTENT_TYPES

export interface TlsRecord {
  type: ContentType
  version: number
  fragment: Buffer
}

/** RFC 5246 section 6.2.1: what a record may hold in clear. */
export const PLAINTEXT_LIMIT = 2 ** 14
/** RFC 5246 section 6.2.3: protection may add this much. */
export const CIPHERTEXT_LIMIT = PLAINTEXT_LIMIT + 2048
const HEADER = 5

/** A record that is longer than the protocol allows: its alert is a different one. */
export class RecordOverflow extends WireError {
  constructor(length: number) {
    super('record length', 3, `${length} bytes, ${CIPHERTEXT_LIMIT} are allowed`)
    this.name = 'RecordOverflow'
  }
}

export class RecordReader {
  #chunks: Buffer[] = []
  #held = 0

  add(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#held += chunk.length
  }

  /** The next whole record; null when it is not all there. Throws WireError for what is no record. */
  next(): TlsRecord | null {
    if (this.#held < HEADER) return null
    const header = this.#peek(HEADER)
    const number = header.readUInt8(0)
    const type = TYPE_NAMES.get(number)
    if (!type) throw new WireError('content type', 0, `${number} is no record of TLS`)
    const version = header.readUInt16BE(1)
    if (version >> 8 !== 3) throw new WireError('record version', 1, `0x${version.toString(16)} is not 3.x`)
    const length = header.readUInt16BE(3)
    if (length > CIPHERTEXT_LIMIT) throw new RecordOverflow(length)
    if (this.#held < HEADER + length) return null
    return { type, version, fragment: this.#take(HEADER + length).subarray(HEADER) }
  }

  /** The first `count` bytes, which are there. Chunks are joined only as far as a record needs them. */
  #peek(count: number): Buffer {
    const [first] = this.#chunks
    if (first && first.length >= count) return first.subarray(0, count)
    this.#chunks = [Buffer.concat(this.#chunks)]
    return (this.#chunks[0] as Buffer).subarray(0, count)
  }

  #take(count: number): Buffer {
    const taken = this.#peek(count)
    const first = this.#chunks[0] as Buffer
    if (first.length === count) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(count)
    this.#held -= count
    return taken
  }
}

const TYPE_NAMES = new Map<number, ContentType>(
  Object.entries(CONTENT_TYPES).map(([name, number]) => [number, name as ContentType]),
)

/** One record around a fragment, whatever its length: a test instrument also sends what is too long. */
export function frameRecord(type: ContentType, version: number, fragment: Buffer): Buffer {
  const header = Buffer.alloc(HEADER)
  header.writeUInt8(CONTENT_TYPES[type], 0)
  header.writeUInt16BE(version, 1)
  header.writeUInt16BE(fragment.length, 3)
  return Buffer.concat([header, fragment])
}
