// Replies on their way out: one at a time, in order, each after its delay, and what the server does behind it.
import type { Then } from '../scenario/server-plan.ts'

export interface Outgoing {
  /** The bytes of the reply; empty when the command goes unanswered. */
  bytes: Buffer
  delayMs: number
  then: Then
  /** Called when the bytes have been handed to the stream, or there are none; `hurried`: before their time. */
  sent(hurried: boolean): void
}

export interface OutboxTarget {
  /** False when the stream takes no bytes any more. */
  write(bytes: Buffer, flushed: () => void): boolean
  /** What follows the reply, once it is on the wire. */
  follow(then: Exclude<Then, 'continue'>): void
  after(ms: number, run: () => void): () => void
}

/** Without a delay a reply goes out in the call that makes it, so that a session at full speed waits for nothing. */
export class Outbox {
  readonly #target: OutboxTarget
  readonly #queue: Outgoing[] = []
  readonly #waiting: (() => void)[] = []
  #cancel: (() => void) | null = null
  #closed = false
  /** Nobody waits for a delay any more. */
  #hurried = false

  constructor(target: OutboxTarget) {
    this.#target = target
  }

  /** A reply is waiting for its delay. */
  get busy(): boolean {
    return this.#queue.length > 0
  }

  push(outgoing: Outgoing): void {
    if (this.#closed) return
    this.#queue.push(outgoing)
    if (this.#queue.length === 1) this.#next()
  }

  /** Runs `run` once everything pushed so far is out; never when the session ends first. */
  whenIdle(run: () => void): void {
    if (this.#closed) return
    if (this.#queue.length === 0) run()
    else this.#waiting.push(run)
  }

  /** Sends what waits for its delay at once, and all that follows: the client has said that it sends no more. */
  hurry(): void {
    this.#hurried = true
    if (!this.#cancel) return
    this.#cancel()
    this.#cancel = null
    const [waiting] = this.#queue
    if (waiting) this.#send(waiting, { hurried: true })
  }

  /** Drops what has not been sent. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    this.#queue.length = 0
    this.#waiting.length = 0
  }

  #next(): void {
    const outgoing = this.#queue[0]
    if (!outgoing) return
    if (outgoing.delayMs > 0 && !this.#hurried)
      this.#cancel = this.#target.after(outgoing.delayMs, () => this.#send(outgoing, { hurried: false }))
    else this.#send(outgoing, { hurried: outgoing.delayMs > 0 })
  }

  #send(outgoing: Outgoing, { hurried }: { hurried: boolean }): void {
    this.#cancel = null
    if (this.#closed) return
    const { then } = outgoing
    const follow = then === 'continue' ? () => {} : () => this.#target.follow(then)
    // A reset may overtake bytes that are still in our buffers: it waits until they are on the wire.
    const later = then === 'reset' && outgoing.bytes.length > 0
    const taken = outgoing.bytes.length === 0 || this.#target.write(outgoing.bytes, later ? follow : () => {})
    if (taken) outgoing.sent(hurried)
    if (!later || !taken) follow()
    this.#queue.shift()
    if (this.#queue.length > 0) return void this.#next()
    for (const run of this.#waiting.splice(0)) run()
  }
}
