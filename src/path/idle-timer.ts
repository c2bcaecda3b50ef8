// Tells when nothing has happened for a while, as the timeout of a socket does.
import type { Clock } from './step.ts'

export class IdleTimer {
  readonly #clock: Clock
  readonly #idle: () => void
  #limitMs = 0
  #touchedMs = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, idle: () => void) {
    this.#clock = clock
    this.#idle = idle
  }

  /** Begins anew; 0 turns it off. */
  set(limitMs: number): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#limitMs = limitMs
    this.touch()
  }

  /** Something happened. Cheap: the running timer is left alone and looks at the time when it fires. */
  touch(): void {
    if (this.#limitMs === 0) return
    this.#touchedMs = this.#clock.now()
    this.#arm(this.#limitMs)
  }

  #arm(ms: number): void {
    this.#cancel ??= this.#clock.after(ms, () => {
      this.#cancel = undefined
      const leftMs = this.#touchedMs + this.#limitMs - this.#clock.now()
      if (leftMs > 0) this.#arm(leftMs)
      else this.#idle()
    })
  }
}
