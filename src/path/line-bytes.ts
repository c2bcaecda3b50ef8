// Bytes on their way to becoming lines.

export const LF = 0x0a
const NOTHING = Buffer.alloc(0)

/** Pieces that are waiting for their end; joined once, however small they came. */
export class Held {
  #pieces: Buffer[] = []
  length = 0

  add(piece: Buffer): void {
    this.#pieces.push(piece)
    this.length += piece.length
  }

  take(): Buffer {
    const whole = join(this.#pieces)
    this.#pieces = []
    this.length = 0
    return whole
  }
}

// Where text is due, a byte of a TLS record's type (RFC 8446 section 5.1), or one beyond ASCII as an SSLv2 hello has.
export function startsTls(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0
  return first >= 0x80 || (first >= 0x14 && first <= 0x17)
}

export function throughLineEnd(bytes: Buffer): Buffer {
  const end = bytes.indexOf(LF)
  return end < 0 ? bytes : bytes.subarray(0, end + 1)
}

export function withoutEnd(line: Buffer): string {
  return line.toString('utf8').replace(/\r?\n$/, '')
}

export function join(pieces: Buffer[]): Buffer {
  return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces)
}
