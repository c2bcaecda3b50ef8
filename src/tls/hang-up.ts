// How a connection ends that has no TLS: with FIN behind the last bytes.
import type { Clock, ServedStream } from '../transcript/contracts.ts'

/** How long a client may go on after the server hung up. */
const LINGER_MS = 2000

/**
 * Sends the last bytes and a FIN, then reads on until the client ends too: bytes of the client that nobody reads would
 * turn the FIN into a RST, which may destroy what was sent (RFC 1122 section 4.2.2.13). A client that does not end is
 * left after a while.
 */
export function hangUp(stream: ServedStream, clock: Clock, last?: string | Buffer): void {
  const leave = () => stream.destroy()
  stream.once('close', clock.after(LINGER_MS, leave))
  if (stream.readableEnded) stream.once('finish', leave)
  else stream.on('end', leave).resume()
  if (last === undefined) stream.end()
  else stream.end(last)
}
