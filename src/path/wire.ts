// What the rooms call the connection to the client: a byte stream that can also be reset and timed out.
import type { Duplex } from 'node:stream'

/**
 * A byte stream to the client: its own `net.Socket` when nothing on the path changes bytes,
 * else the server's end of the path. `resetAndDestroy` ends it with a RST towards the client.
 */
export interface Wire extends Duplex {
  readonly readyState: string
  setTimeout(ms: number, listener?: () => void): this
  resetAndDestroy(): this
}
