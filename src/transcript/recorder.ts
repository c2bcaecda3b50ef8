// The append-only list of what happened, with its cap, and whoever listens.
import type { Append, EventFields, EventName, TranscriptEvent } from './events.ts'

/** Events kept by default: some 300 bytes each, so a long run stays within some 30 MB. */
export const EVENT_LIMIT = 100_000

export interface RecorderOptions {
  now: () => number
  limit?: number
}

/**
 * Records events in order. Over the limit the oldest tenth goes: `transcript.dropped` then stands first, in the place
 * of the newest that is gone. Listeners are not told of it, since they have heard everything.
 */
export class Recorder {
  readonly #now: () => number
  readonly #limit: number
  readonly #listeners = new Set<(event: TranscriptEvent) => void>()
  #events: TranscriptEvent[] = []
  #seq = 0
  #dropped = 0
  #forgotten = 0

  constructor({ now, limit = EVENT_LIMIT }: RecorderOptions) {
    this.#now = now
    this.#limit = limit
  }

  /** What is kept, oldest first. */
  get events(): readonly TranscriptEvent[] {
    return this.#events
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

  /** Forgets everything so far. Of sessions up to `last` nothing is kept any more; listeners still hear of them. */
  clear(last = 0): void {
    this.#events = []
    this.#dropped = 0
    this.#forgotten = last
  }

  #append<E extends EventName>(session: number, event: E, fields: EventFields[E]): void {
    const entry = {
      seq: ++this.#seq,
      session,
      atMs: Math.round(this.#now()),
      event,
      ...fields,
    } as unknown as TranscriptEvent
    if (session === 0 || session > this.#forgotten) this.#events.push(entry)
    for (const listener of this.#listeners) listener(entry)
    if (this.#events.length > this.#limit) this.#drop()
  }

  #drop(): void {
    // Two at least: the event that tells of the loss takes a place itself.
    const gone = this.#events.splice(0, Math.max(2, Math.floor(this.#limit / 10)))
    this.#dropped += gone.filter(({ event }) => event !== 'transcript.dropped').length
    const { seq = 0, atMs = 0 } = gone.at(-1) ?? {}
    this.#events.unshift({ seq, session: 0, atMs, event: 'transcript.dropped', events: this.#dropped })
  }
}
