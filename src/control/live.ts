// What happens on all servers as one numbered stream, which a reader can take up again where it was cut off.

/** One thing that happened: an event of a transcript, or `server.started`, `server.reset`, `server.ended`. */
export interface LiveEntry {
  /** From 1, over all servers. */
  id: number
  server: string
  event: string
  /** JSON text, without line breaks. */
  data: string
}

type Listener = (entry: LiveEntry) => void

/** Keeps the newest entries; the oldest leave. */
export class LiveLog {
  readonly #limit: number
  readonly #listeners = new Set<Listener>()
  #entries: LiveEntry[] = []
  #last = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  append(server: string, event: string, fields: object): void {
    const entry = { id: ++this.#last, server, event, data: JSON.stringify({ server, ...fields }) }
    this.#entries.push(entry)
    // Not one by one: to shift a long list costs its length.
    if (this.#entries.length > this.#limit * 1.25) this.#entries = this.#entries.slice(-this.#limit)
    for (const listener of this.#listeners) listener(entry)
  }

  get last(): number {
    return this.#last
  }

  /** What came after `id`; null: some of it has left, or it never was. */
  after(id: number): readonly LiveEntry[] | null {
    if (id > this.#last) return null
    const first = this.#entries[0]?.id ?? this.#last + 1
    if (id + 1 < first) return null
    return this.#entries.slice(id + 1 - first)
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
