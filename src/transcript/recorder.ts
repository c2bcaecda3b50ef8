// The append-only list of what happened, with its cap, and whoever listens.
import type { Append, EventFields, EventName, TranscriptEvent } from './events.ts'
import { Records } from './records.ts'
import { weightOf } from './weight.ts'

/** Events kept by default: some 300 bytes each, and longer ones count for more, so a long run stays within some 30 MB. */
export const EVENT_LIMIT = 100_000

export interface RecorderOptions {
  now: () => number
  limit?: number
}

/** The part of the limit that is kept for the records of sessions that have left. */
const RECORDS = 1 / 4

/**
 * Records events in order. Over the limit the oldest leave: of their sessions a record stays, in front of all else, so
 * that they are judged as before. What is gone for good is told by `transcript.dropped`, which then stands first.
 * Listeners are not told of it, since they have heard everything.
 */
export class Recorder {
  readonly #now: () => number
  readonly #limit: number
  readonly #listeners = new Set<(event: TranscriptEvent) => void>()
  readonly #records: Records
  /** What has left comes first, so much of it; then what is whole. */
  #events: TranscriptEvent[] = []
  #left = 0
  /** Of what is whole. */
  #weight = 0
  #seq = 0
  #forgotten = 0

  constructor({ now, limit = EVENT_LIMIT }: RecorderOptions) {
    this.#now = now
    this.#limit = limit
    this.#records = new Records(Math.floor(limit * RECORDS))
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
    this.#records.clear()
    this.#left = 0
    this.#weight = 0
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
    if (session === 0 || session > this.#forgotten) {
      this.#events.push(entry)
      this.#weight += weightOf(entry)
    }
    for (const listener of this.#listeners) listener(entry)
    // Records take a part of the room that they make, until theirs is full.
    while (this.#isFull() && this.#events.length - this.#left > 1) this.#makeRoom()
  }

  #isFull(): boolean {
    return this.#weight + this.#records.weight + Math.sign(this.#records.dropped) > this.#limit
  }

  /** The oldest tenth leaves. */
  #makeRoom(): void {
    // Two at least: the event that tells of the loss takes a place itself.
    const least = Math.max(2, this.#limit / 10)
    let end = this.#left
    let weight = 0
    for (; weight < least && end < this.#events.length - 1; end++) {
      weight += weightOf(this.#events[end] as TranscriptEvent)
    }
    const leaving = this.#events.slice(this.#left, end)
    this.#weight -= weight
    this.#records.take(leaving)
    const records = this.#records.events
    const front = [...this.#lossBefore(records[0], leaving.at(-1)), ...records]
    this.#events = front.concat(this.#events.slice(end))
    this.#left = front.length
  }

  /** In the place just before what is kept, which is the newest that is gone where nothing but the newest is kept. */
  #lossBefore(kept: TranscriptEvent | undefined, newest: TranscriptEvent | undefined): TranscriptEvent[] {
    const events = this.#records.dropped
    if (events === 0 || !newest) return []
    const { seq, atMs } = kept ? { seq: kept.seq - 1, atMs: kept.atMs } : newest
    return [{ seq, session: 0, atMs, event: 'transcript.dropped', events }]
  }
}
