// The append-only list of what happened, with its cap, and whoever listens.
import type { Append, EventFields, EventName, TranscriptEvent } from './events.ts'

/** Events kept by default: some 300 bytes each, so a long run stays within some 30 MB. */
export const EVENT_LIMIT = 100_000

export interface RecorderOptions {
  now: () => number
  limit?: number
}

/** Records events in order. Over the limit the oldest tenth goes; an event says how many are gone. */
export class Recorder {
  readonly #now: () => number
  readonly #limit: number
  readonly #listeners = new Set<(event: TranscriptEvent) => void>()
  #events: TranscriptEvent[] = []
  #seq = 0
  #dropped = 0

  constructor({ now, limit = EVENT_LIMIT }: RecorderOptions) {
    this.#now = now
    this.#limit = limit
  }

  /** What is kept, oldest first. */
  get events(): readonly TranscriptEvent[] {
    return this.#events
  }

  /** How many events the cap has cost. */
  get dropped(): number {
    return this.#dropped
  }

  /** Appends to one session; 0 is none. */
  forSession(session: number): Append {
    return (event, fields) => this.#append(session, event, fields)
  }

  /** Tells every event from now on; returns how to stop. */
  listen(listener: (event: TranscriptEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  clear(): void {
    this.#events = []
    this.#dropped = 0
  }

  #append<E extends EventName>(session: number, event: E, fields: EventFields[E]): void {
    const entry = {
      seq: ++this.#seq,
      session,
      atMs: Math.round(this.#now()),
      event,
      ...fields,
    } as unknown as TranscriptEvent
    this.#events.push(entry)
    for (const listener of this.#listeners) listener(entry)
    if (this.#events.length > this.#limit) this.#drop()
  }

  #drop(): void {
    const count = Math.max(1, Math.floor(this.#limit / 10))
    this.#events.splice(0, count)
    this.#dropped += count
  }
}
