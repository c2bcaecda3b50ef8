// A transform that lets bytes go later: all of them after a delay, or a few at a time.
import { Transform, type TransformCallback } from 'node:stream'
import type { Clock } from './step.ts'

export interface Pace {
  /** How long a chunk is under way, in milliseconds, asked once for each chunk. Order is kept whatever it says. */
  delayMs?(): number
  /** So many bytes go at once; absent: the chunk as it came. */
  pieceBytes?: number
  /** How long after so many bytes the next ones may go. */
  gapMs?(bytes: number): number
  /** So many bytes may be under way at once before the sender has to wait. Default 0: one chunk at a time. */
  windowBytes?: number
}

interface Waiting {
  bytes: Buffer
  dueMs: number
}

/** Keeps order, honours backpressure on both sides and leaves no timer behind when it is destroyed. */
export class Paced extends Transform {
  readonly #clock: Clock
  readonly #pace: Pace
  readonly #waiting: Waiting[] = []
  #waitingBytes = 0
  #freeAtMs = Number.NEGATIVE_INFINITY
  #wanted = true
  #written: TransformCallback | undefined
  #ended: TransformCallback | undefined
  #cancel: (() => void) | undefined

  constructor(clock: Clock, pace: Pace) {
    super()
    this.#clock = clock
    this.#pace = pace
  }

  /** Bytes that wait for their time. */
  get underWay(): number {
    return this.#waitingBytes
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: TransformCallback): void {
    this.#waiting.push({ bytes: chunk, dueMs: this.#clock.now() + (this.#pace.delayMs?.() ?? 0) })
    this.#waitingBytes += chunk.length
    this.#written = written
    this.#release()
  }

  override _final(ended: TransformCallback): void {
    this.#ended = ended
    this.#release()
  }

  override _read(): void {
    this.#wanted = true
    this.#release()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancel?.()
    this.#waiting.length = 0
    done(error)
  }

  #release(): void {
    while (this.#wanted && this.#waiting[0] && this.#isDue(this.#waiting[0])) this.#pushFrom(this.#waiting[0])
    this.#answerWriter()
  }

  #isDue(head: Waiting): boolean {
    const waitMs = Math.max(head.dueMs, this.#freeAtMs) - this.#clock.now()
    if (waitMs <= 0) return true
    this.#cancel ??= this.#clock.after(waitMs, () => {
      this.#cancel = undefined
      this.#release()
    })
    return false
  }

  #pushFrom(head: Waiting): void {
    const piece = head.bytes.subarray(0, this.#pace.pieceBytes ?? head.bytes.length)
    head.bytes = head.bytes.subarray(piece.length)
    if (head.bytes.length === 0) this.#waiting.shift()
    this.#waitingBytes -= piece.length
    // Counted from when it was due, not from when a late timer came, so that the rate holds over time.
    if (this.#pace.gapMs) this.#freeAtMs = Math.max(head.dueMs, this.#freeAtMs) + this.#pace.gapMs(piece.length)
    this.#wanted = this.push(piece)
  }

  #answerWriter(): void {
    const window = this.#pace.windowBytes ?? 0
    if (this.#written && (this.#waitingBytes === 0 || this.#waitingBytes < window)) {
      const written = this.#written
      this.#written = undefined
      written()
    }
    if (this.#ended && this.#waiting.length === 0) {
      const ended = this.#ended
      this.#ended = undefined
      this.push(null)
      ended()
    }
  }
}
