// Message content on its way in: kept up to the size limit, counted beyond it.
import type { ContentSink } from './command-reader.ts'

const BLOCK = 64 * 1024
const LF = 0x0a
const CR = 0x0d

/** Collects one message over one DATA or several BDAT chunks. */
export class Content {
  readonly via: 'DATA' | 'BDAT'
  readonly #limit: number
  #blocks: Buffer[] = []
  /** Where small pieces go together: a message of stuffed dots comes in pieces of a few bytes. */
  #open: Buffer = Buffer.alloc(0)
  #used = 0
  bytes = 0
  /** Told once of the first line that ends with LF alone; null: nobody wants to know, or has been told. */
  #onBareLf: ((contentLine: number) => void) | null
  #lines = 0
  #lastWasCr = false

  /** @param onBareLf - For content whose line ends nobody looks at on the way; lines count from 1. */
  constructor(via: 'DATA' | 'BDAT', limit: number, onBareLf: ((contentLine: number) => void) | null = null) {
    this.via = via
    this.#limit = limit
    this.#onBareLf = onBareLf
  }

  get tooBig(): boolean {
    return this.bytes > this.#limit
  }

  /** The whole message; empty when it was too big, since nothing keeps it then. */
  raw(): Buffer {
    return Buffer.concat([...this.#blocks, this.#open.subarray(0, this.#used)])
  }

  /** The beginning of the message, where its header is; copies little of a large one. */
  start(): Buffer {
    const whole = this.#blocks.slice(0, 2)
    return Buffer.concat(whole.length < 2 ? [...whole, this.#open.subarray(0, this.#used)] : whole)
  }

  sink(done: (resume: () => void) => void): ContentSink {
    return { write: (bytes) => this.#add(bytes), done }
  }

  #lookForBareLf(bytes: Buffer): void {
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
      this.#lines += 1
      if (lf > 0 ? bytes[lf - 1] === CR : this.#lastWasCr) continue
      this.#onBareLf?.(this.#lines)
      this.#onBareLf = null
      return
    }
    this.#lastWasCr = bytes.at(-1) === CR
  }

  #add(bytes: Buffer): void {
    this.bytes += bytes.length
    if (this.#onBareLf) this.#lookForBareLf(bytes)
    if (this.tooBig) {
      this.#blocks = []
      this.#open = Buffer.alloc(0)
      this.#used = 0
      return
    }
    for (let at = 0; at < bytes.length; ) {
      if (this.#used === this.#open.length) this.#nextBlock()
      const copied = bytes.copy(this.#open, this.#used, at)
      this.#used += copied
      at += copied
    }
  }

  #nextBlock(): void {
    if (this.#used > 0) this.#blocks.push(this.#open)
    // A short message, which most are, gets a small block.
    this.#open = Buffer.allocUnsafeSlow(this.#blocks.length === 0 && this.#used === 0 ? 4096 : BLOCK)
    this.#used = 0
  }
}

/** `BDAT size [LAST]` (RFC 3030 section 2); null when it does not fit. */
export function parseBdat(line: string): { size: number; last: boolean } | null {
  const match = /^\s*BDAT\s+(\d{1,15})(\s+LAST)?\s*$/i.exec(line)
  return match ? { size: Number(match[1]), last: match[2] !== undefined } : null
}
