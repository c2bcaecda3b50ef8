// What a sender does and what it meets, as facts in the past tense: the whole of a send can be read from them.
import type { ClientEventFields } from '../product-log/client-events.ts'
import type { Clock } from '../transcript/contracts.ts'

export type SendEventFields = ClientEventFields

export type SendEventName = keyof SendEventFields

/** One fact: number from 1, connection from 1 (0: none), milliseconds since the sender started. */
export type SendEvent = {
  [E in SendEventName]: { seq: number; connection: number; atMs: number; event: E } & SendEventFields[E]
}[SendEventName]

/** Appends a fact about one connection, or about none. */
export type Tell = <E extends SendEventName>(event: E, fields: SendEventFields[E]) => void

/** The append-only list, and whoever wants to hear. */
export class Journal {
  readonly events: SendEvent[] = []
  readonly #clock: Clock
  readonly #hear: (event: SendEvent) => void
  #connections = 0

  constructor(clock: Clock, hear: (event: SendEvent) => void = () => {}) {
    this.#clock = clock
    this.#hear = hear
  }

  tell: Tell = (event, fields) => this.#append(0, event, fields)

  /** For one more connection. */
  forConnection(): Tell {
    const connection = ++this.#connections
    return (event, fields) => this.#append(connection, event, fields)
  }

  #append<E extends SendEventName>(connection: number, event: E, fields: SendEventFields[E]): void {
    const atMs = Math.round(this.#clock.now())
    const entry = { seq: this.events.length + 1, connection, atMs, event, ...fields } as unknown as SendEvent
    this.events.push(entry)
    this.#hear(entry)
  }
}
