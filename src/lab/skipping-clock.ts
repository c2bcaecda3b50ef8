// The time of this machine, of which some can be skipped: nobody waits a quarter of an hour for a queue.
import { machineClock } from '../send/clock.ts'
import type { Clock } from '../transcript/contracts.ts'

interface Timer {
  dueMs: number
  run: () => void
  cancel: () => void
}

export class SkippingClock implements Clock {
  readonly #machine: Clock = machineClock()
  readonly #timers = new Set<Timer>()
  #skippedMs = 0

  now(): number {
    return this.#machine.now() + this.#skippedMs
  }

  date(): Date {
    return new Date(this.#machine.date().getTime() + this.#skippedMs)
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { dueMs: this.now() + ms, run, cancel: () => {} }
    this.#timers.add(timer)
    this.#start(timer)
    return () => {
      this.#timers.delete(timer)
      timer.cancel()
    }
  }

  /** Lets `ms` pass at once: what falls due in it is called back, the earliest first. */
  skip(ms: number): void {
    this.#skippedMs += ms
    const sorted = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs)
    for (const timer of sorted) {
      if (!this.#timers.has(timer)) continue
      timer.cancel()
      if (timer.dueMs <= this.now()) this.#fire(timer)
      else this.#start(timer)
    }
  }

  #start(timer: Timer): void {
    timer.cancel = this.#machine.after(Math.max(0, timer.dueMs - this.now()), () => this.#fire(timer))
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    timer.run()
  }
}
