// How much one control server holds: nothing that it is sent, or forgets to be told, may fill the machine.

export interface Limits {
  /** Running servers at the same time. */
  servers: number
  /** Ended servers that can still be read. */
  ended: number
  /** A server that nobody uses ends by itself. */
  lifetimeMs: number
  longestLifetimeMs: number
  /** Event streams at the same time. */
  streams: number
  /** Events that a stream can be resumed over. */
  backlog: number
  /** Bytes that a reader who does not read may leave waiting. */
  unreadBytes: number
  bodyBytes: number
}

export const LIMITS: Limits = {
  servers: 200,
  ended: 50,
  lifetimeMs: 60 * 60_000,
  longestLifetimeMs: 24 * 60 * 60_000,
  streams: 100,
  backlog: 20_000,
  unreadBytes: 8 * 1024 * 1024,
  // A scenario of 1 MiB as a JSON text, where each byte may take two.
  bodyBytes: 2 * 1024 * 1024 + 64 * 1024,
}
