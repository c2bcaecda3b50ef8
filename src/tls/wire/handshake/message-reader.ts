// Puts handshake messages together from the records that carry them.
import { WireError } from '../byte-reader.ts'
import { type HandshakeMessage, messageName } from './message.ts'

const HEADER = 4

/** The longest message taken from a client; chains of certificates are the longest there are. */
export const MESSAGE_LIMIT = 256 * 1024

/** Handshake messages may share a record or span several (RFC 5246 section 6.2.1). */
export class MessageReader {
  #held: Buffer = Buffer.alloc(0)

  /** Whether a message has begun and not ended. */
  get open(): boolean {
    return this.#held.length > 0
  }

  add(fragment: Buffer): void {
    this.#held = this.open ? Buffer.concat([this.#held, fragment]) : fragment
  }

  /** The next whole message with its header as it came; null when it is not all there. Throws WireError when too long. */
  next(): (HandshakeMessage & { bytes: Buffer }) | null {
    if (this.#held.length < HEADER) return null
    const type = this.#held.readUInt8(0)
    const length = this.#held.readUIntBE(1, 3)
    if (length > MESSAGE_LIMIT) {
      throw new WireError('message length', 1, `${messageName(type)} of ${length} bytes, ${MESSAGE_LIMIT} are allowed`)
    }
    const end = HEADER + length
    if (this.#held.length < end) return null
    const bytes = this.#held.subarray(0, end)
    this.#held = this.#held.subarray(end)
    return { type, body: bytes.subarray(HEADER), bytes }
  }
}
