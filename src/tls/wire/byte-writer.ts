// Builds a message from front to back: the counterpart of ByteReader.
import type { Width } from './byte-reader.ts'

export class ByteWriter {
  readonly #parts: Buffer[] = []

  /** A number in network byte order (RFC 8446 section 3.1). Throws RangeError for one that does not fit. */
  uint(size: Width, value: number): this {
    const bytes = Buffer.alloc(size)
    bytes.writeUIntBE(value, 0, size)
    return this.bytes(bytes)
  }

  bytes(bytes: Buffer): this {
    this.#parts.push(bytes)
    return this
  }

  /** A vector with its length in front, in `size` bytes (RFC 8446 section 3.4). */
  vector(size: Width, content: Buffer | ByteWriter): this {
    const bytes = content instanceof ByteWriter ? content.done() : content
    return this.uint(size, bytes.length).bytes(bytes)
  }

  uints(size: Width, values: readonly number[]): this {
    for (const value of values) this.uint(size, value)
    return this
  }

  done(): Buffer {
    return Buffer.concat(this.#parts)
  }
}
