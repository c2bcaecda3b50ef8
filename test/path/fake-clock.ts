// Clocks for tests: time passes when the test says so, or at once.
import type { Clock } from '../../src/path/step.ts'

interface Timer {
  dueMs: number
  run: () => void
}

/** Time stands still until `advance`. */
export class FakeClock implements Clock {
  #nowMs = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#nowMs
  }

  after(ms: number, run: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get pending(): number {
    return this.#timers.size
  }

  /** Lets time pass; timers fire in order, each at its moment, with streams settled in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    await settled()
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      this.#timers.delete(next)
      next.run()
      await settled()
    }
    this.#nowMs = untilMs
  }

  #next(untilMs: number): Timer | undefined {
    return [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
  }
}

/** Time jumps to the next timer in the next turn, for tests over real sockets. */
export function hurriedClock(): Clock {
  let nowMs = 0
  return {
    now: () => nowMs,
    after(ms, run) {
      const dueMs = nowMs + ms
      const turn = setImmediate(() => {
        nowMs = Math.max(nowMs, dueMs)
        run()
      })
      return () => clearImmediate(turn)
    },
  }
}

/** Streams have passed on all that they can without time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
