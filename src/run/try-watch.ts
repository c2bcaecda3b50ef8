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
  #changed: () => void = () => {}

  constructor(running: RunningServer) {
    this.#running = running
    running.onTry(({ sessions }) => {
      if (sessions.every((session) => session <= this.#forgotten)) return
      this.#ended += 1
      this.#changed()
    })
    running.recorder.listen(({ event }) => {
      if (event === 'session.opened') this.#changed()
    })
  }

  /** Resolves when a try is over, or when a limit has passed; then the transcript is what it is. */
  async over({ firstSessionMs, tryMs }: TryLimits): Promise<void> {
    await this.#until(() => this.#ended > 0 || this.#cameIn(), firstSessionMs)
    if (this.#cameIn()) await this.#until(() => this.#ended > 0, tryMs)
  }

  /** Forgets tries of sessions up to `last`. */
  clear(last: number): void {
    this.#ended = 0
    this.#forgotten = last
  }

  #cameIn(): boolean {
    return this.#running.sessions.some(
      ({ session, closedAtMs, probe }) => session > this.#forgotten && (closedAtMs === null || !probe),
    )
  }

  #until(holds: () => boolean, limitMs: number): Promise<void> {
    if (holds()) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#changed = () => {}
        resolve()
      }
      const timer = setTimeout(finish, limitMs)
      this.#changed = () => {
        if (holds()) finish()
      }
    })
  }
}
