// Who has come back: connections that failed or were refused, waiting for the next one of the same client.
import type { Connection } from './traffic.ts'

/**
 * A client is a source address that calls itself by one name in EHLO; where a connection ended before it gave one, the
 * address alone. It has come back once the first connection had failed or ended.
 */
export class Returns {
  /** By client, the first to fail first: a long run has many. */
  readonly #waiting = new Map<string, Connection[]>()

  constructor(connections: readonly Connection[]) {
    for (const connection of [...connections].sort((a, b) => failedAtMs(a) - failedAtMs(b))) {
      const key = clientOf(connection, connection.helo)
      const known = this.#waiting.get(key)
      if (known) known.push(connection)
      else this.#waiting.set(key, [connection])
    }
  }

  /** Those that this connection is the return from; they wait no longer. */
  take(later: Connection): Connection[] {
    return [...new Set([later.helo, null])].flatMap((helo) => {
      const waiting = this.#waiting.get(clientOf(later, helo)) ?? []
      const end = waiting.findIndex((first) => failedAtMs(first) > later.openedAtMs)
      return waiting.splice(0, end < 0 ? waiting.length : end)
    })
  }
}

function clientOf({ server, from }: Connection, helo: string | null): string {
  return JSON.stringify([server, from, helo])
}

function failedAtMs({ failure, closedAtMs }: Connection): number {
  return failure?.atMs ?? closedAtMs ?? Number.POSITIVE_INFINITY
}
