// Waits for the first try of a client to be over: without sleeping, and never for ever.
import type { RunningServer } from './server.ts'

export interface TryLimits {
  /** How long to wait for a first session. */
  firstSessionMs: number
  /** How long to wait for the try to end once a session has come. */
  tryMs: number
}

/** Counts the tries of a running server since its start, or since it was last cleared. */
export class TryWatch {
  readonly #running: RunningServer
  #ended = 0
  #forgotten = 0
  #stopped = false
  readonly #waiting = new Set<() => void>()

  constructor(running: RunningServer) {
    this.#running = running
    running.onTry(({ sessions }) => {
      if (sessions.every((session) => session <= this.#forgotten)) return
      this.#ended += 1
      this.#look()
    })
    running.recorder.listen(({ event }) => {
      if (event === 'session.opened' || event === 'session.closed') this.#look()
    })
  }

  /** Resolves when a try is over, a limit has passed or nothing more can come; then the transcript is what it is. */
  async over({ firstSessionMs, tryMs }: TryLimits): Promise<void> {
    const over = () => this.#ended > 0
    const giveUpAt = performance.now() + firstSessionMs
    for (;;) {
      await this.#until(() => over() || this.#cameIn(), giveUpAt - performance.now())
      if (!this.#cameIn()) return
      // What came may turn out to be a port check.
      await this.#until(() => over() || !this.#cameIn(), tryMs)
      if (over() || this.#stopped || this.#cameIn()) return
    }
  }

  /** Forgets tries of sessions up to `last`. */
  clear(last: number): void {
    this.#ended = 0
    this.#forgotten = last
  }

  /** The server is stopped: whoever still waits has what there is. */
  end(): void {
    this.#stopped = true
    this.#look()
  }

  #cameIn(): boolean {
    return this.#running.sessions.some(
      ({ session, closedAtMs, probe }) => session > this.#forgotten && (closedAtMs === null || !probe),
    )
  }

  #look(): void {
    for (const look of [...this.#waiting]) look()
  }

  #until(holds: () => boolean, limitMs: number): Promise<void> {
    if (this.#stopped || holds()) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const look = () => {
        if (this.#stopped || holds()) finish()
      }
      const timer = setTimeout(finish, limitMs)
      this.#waiting.add(look)
    })
  }
}
