// How many connections each source address has open, for rules that limit them.

/** Counts by source address; an address without an open connection costs nothing. */
export class OpenConnections {
  readonly #open = new Map<string, number>()

  /** A connection from this address is there: how many are open with it, and what tells that it is gone. */
  enter(from: string): { count: number; leave(): void } {
    const count = this.count(from) + 1
    this.#open.set(from, count)
    return {
      count,
      leave: () => {
        const left = this.count(from) - 1
        if (left > 0) this.#open.set(from, left)
        else this.#open.delete(from)
      },
    }
  }

  count(from: string): number {
    return this.#open.get(from) ?? 0
  }
}
