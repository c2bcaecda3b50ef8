// Message content on its way in: kept up to the size limit, counted beyond it.
import type { ContentSink } from './command-reader.ts'

/** Collects one message over one DATA or several BDAT chunks. */
export class Content {
  readonly #limit: number
  #parts: Buffer[] = []
  bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get tooBig(): boolean {
    return this.bytes > this.#limit
  }

  /** The whole message; empty when it was too big, since nothing keeps it then. */
  raw(): Buffer {
    return Buffer.concat(this.#parts)
  }

  sink(done: (resume: () => void) => void): ContentSink {
    return { write: (bytes) => this.#add(bytes), done }
  }

  #add(bytes: Buffer): void {
    this.bytes += bytes.length
    if (this.tooBig) this.#parts = []
    else this.#parts.push(bytes)
  }
}

/** `BDAT size [LAST]` (RFC 3030 section 2); null when it does not fit. */
export function parseBdat(line: string): { size: number; last: boolean } | null {
  const match = /^BDAT\s+(\d{1,15})(\s+LAST)?\s*$/i.exec(line)
  return match ? { size: Number(match[1]), last: match[2] !== undefined } : null
}
