// Groups sessions into tries: all that one client opens until none is open and none has opened for the settle time.
import type { Clock } from '../transcript/contracts.ts'
import type { SessionSummary } from '../transcript/summary.ts'

/** A client's attempt, with its retries inside the settle time. */
export interface Try {
  from: string
  sessions: number[]
}

interface Running extends Try {
  open: number
  cancelSettle: (() => void) | null
}

/** Told of sessions as they open and close; tells of tries as they end. Probes make no try. */
export class Tries {
  readonly #clock: Clock
  readonly #settleMs: number
  readonly #ended: (attempt: Try) => void
  readonly #running = new Map<string, Running>()

  constructor(clock: Clock, settleMs: number, ended: (attempt: Try) => void) {
    this.#clock = clock
    this.#settleMs = settleMs
    this.#ended = ended
  }

  opened({ from }: SessionSummary): void {
    const attempt = this.#running.get(from) ?? { from, sessions: [], open: 0, cancelSettle: null }
    this.#running.set(from, attempt)
    attempt.cancelSettle?.()
    attempt.cancelSettle = null
    attempt.open += 1
  }

  closed({ from, session, probe }: SessionSummary): void {
    const attempt = this.#running.get(from)
    if (!attempt) return
    attempt.open -= 1
    if (!probe) attempt.sessions.push(session)
    if (attempt.open > 0) return
    if (attempt.sessions.length === 0) this.#running.delete(from)
    else attempt.cancelSettle = this.#clock.after(this.#settleMs, () => this.#end(attempt))
  }

  /** Forgets the sessions so far; those that are open go on into the next try. */
  clear(): void {
    for (const attempt of this.#running.values()) {
      attempt.cancelSettle?.()
      attempt.cancelSettle = null
      attempt.sessions.length = 0
      if (attempt.open === 0) this.#running.delete(attempt.from)
    }
  }

  /** Ends what is settling, without waiting. */
  stop(): void {
    for (const attempt of this.#running.values()) {
      attempt.cancelSettle?.()
      if (attempt.sessions.length > 0) this.#end(attempt)
    }
    this.#running.clear()
  }

  #end({ from, sessions }: Running): void {
    this.#running.delete(from)
    this.#ended({ from, sessions })
  }
}
