// A clock that stands still until the test moves it, beside real sockets.
import type { Clock } from '../../src/transcript/contracts.ts'

/** Timers fire in `advance`. */
export class FakeTime implements Clock {
  #nowMs = 0
  readonly #timers = new Set<{ dueMs: number; run: () => void }>()
  #look: (() => void)[] = []

  now(): number {
    return this.#nowMs
  }

  date(): Date {
    return new Date(Date.UTC(2024, 1, 29, 12, 0, 0) + this.#nowMs)
  }

  after(ms: number, run: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, run }
    this.#timers.add(timer)
    for (const look of this.#look.splice(0)) look()
    return () => void this.#timers.delete(timer)
  }

  /** Somebody waits for so long. */
  isWaiting(ms: number): boolean {
    return [...this.#timers].some(({ dueMs }) => dueMs - this.#nowMs === ms)
  }

  /** Resolves once somebody waits for so long. */
  async waitedFor(ms: number): Promise<void> {
    while (!this.isWaiting(ms)) await new Promise<void>((resolve) => this.#look.push(resolve))
  }

  advance(ms: number): void {
    this.#nowMs += ms
    for (const timer of [...this.#timers].sort((a, b) => a.dueMs - b.dueMs)) {
      if (timer.dueMs > this.#nowMs) return
      // One timer may cancel another.
      if (this.#timers.delete(timer)) timer.run()
    }
  }
}

/** What is on its way over loopback has arrived: a later connection has been served in between. */
export async function settled(): Promise<void> {
  const { createServer, connect } = await import('node:net')
  await new Promise<void>((resolve) => {
    const server = createServer((socket) => {
      socket.destroy()
      server.close(() => resolve())
    }).listen(0, '127.0.0.1', () => connect((server.address() as { port: number }).port, '127.0.0.1').resume())
  })
}
