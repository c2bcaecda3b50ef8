// Finds the end of message content, CRLF.CRLF (RFC 5321 section 4.1.1.4), in chunks split anywhere.

const STRICT = [Buffer.from('\r\n.\r\n')]
const LENIENT = [Buffer.from('\n.\r\n'), Buffer.from('\n.\n')]
const LONGEST = 5

export class ContentEnd {
  readonly #ends: readonly Buffer[]
  // The CRLF of the DATA line counts as the first of the five bytes: an empty message is just ".CRLF".
  #tail = Buffer.from('\r\n')

  /** @param bareLf - Lines may end with LF alone, as with a client that has ended its commands so. */
  constructor({ bareLf = false }: { bareLf?: boolean } = {}) {
    this.#ends = bareLf ? LENIENT : STRICT
  }

  /** The offset in `chunk` behind the end of the content, or -1 while it goes on. */
  find(chunk: Buffer): number {
    const across = this.#firstEnd(Buffer.concat([this.#tail, chunk.subarray(0, LONGEST - 1)]))
    if (across >= 0) return across - this.#tail.length
    const within = this.#firstEnd(chunk)
    if (within >= 0) return within
    const seen = chunk.length >= LONGEST ? chunk : Buffer.concat([this.#tail, chunk])
    this.#tail = Buffer.from(seen.subarray(1 - LONGEST))
    return -1
  }

  #firstEnd(bytes: Buffer): number {
    const found = this.#ends.map((end) => [bytes.indexOf(end), end.length] as const).filter(([at]) => at >= 0)
    return found.length > 0 ? Math.min(...found.map(([at, length]) => at + length)) : -1
  }
}
