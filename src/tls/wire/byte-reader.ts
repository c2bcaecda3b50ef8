// A cursor over bytes whose every failure names the field that could not be read.

/** Bytes that are not what the protocol says: the only error of this room. */
export class WireError extends Error {
  /** The field that failed, in the words of the RFC: `cipher suites length`. */
  readonly field: string
  /** Where it failed, in bytes from the start of the message. */
  readonly offset: number

  constructor(field: string, offset: number, problem: string) {
    super(`${field} at byte ${offset}: ${problem}`)
    this.name = 'WireError'
    this.field = field
    this.offset = offset
  }
}

/** Bytes of a length field or of a number. */
export type Width = 1 | 2 | 3

/** Reads a message from front to back. Buffers that it hands out share memory with the message. */
export class ByteReader {
  readonly #bytes: Buffer
  readonly #start: number
  #position = 0

  /** `start` is the offset of `bytes` in the whole message, for the errors of nested readers. */
  constructor(bytes: Buffer, start = 0) {
    this.#bytes = bytes
    this.#start = start
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.#position
  }

  /** Where the next byte stands, from the start of the message. */
  get offset(): number {
    return this.#start + this.#position
  }

  /** The next `count` bytes; throws WireError when fewer are left. */
  take(count: number, field: string): Buffer {
    if (count > this.left) throw this.refuse(field, `${count} ${count === 1 ? 'byte' : 'bytes'} due, ${this.left} left`)
    const taken = this.#bytes.subarray(this.#position, this.#position + count)
    this.#position += count
    return taken
  }

  /** A number in network byte order (RFC 8446 section 3.1). */
  uint(size: Width, field: string): number {
    return this.take(size, field).readUIntBE(0, size)
  }

  /** A vector with its length in front, in `size` bytes (RFC 8446 section 3.4), as a reader of its own. */
  vector(size: Width, field: string): ByteReader {
    const length = this.uint(size, `${field} length`)
    const start = this.offset
    return new ByteReader(this.take(length, field), start)
  }

  /** Everything not yet read. */
  rest(): Buffer {
    return this.take(this.left, 'rest')
  }

  /** Numbers of `size` bytes up to the end; throws WireError when the last one is incomplete. */
  uints(size: Width, field: string): number[] {
    const numbers: number[] = []
    while (this.left > 0) numbers.push(this.uint(size, field))
    return numbers
  }

  /** Throws WireError when bytes are left behind `field`. */
  end(field: string): void {
    if (this.left > 0) throw this.refuse(field, `${this.left} ${this.left === 1 ? 'byte' : 'bytes'} too many`)
  }

  /** The error for a field that could be read and is wrong. */
  refuse(field: string, problem: string): WireError {
    return new WireError(field, this.offset, problem)
  }
}
