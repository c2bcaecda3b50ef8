// Who ended a connection first, and how: read from the sockets, since only they know.
import type { Duplex } from 'node:stream'

export interface Ending {
  by: 'client' | 'server' | 'path'
  how: 'fin' | 'rst'
}

/** Watches the streams of one session; the first sign of an end counts. */
export class EndWatch {
  #ending: Ending | null = null

  /** A stream that the client is on the other side of: its socket, and the TLS on top of it. */
  watch(stream: Duplex): void {
    stream.on('end', () => this.ended('client', 'fin'))
    stream.on('finish', () => this.ended('server', 'fin'))
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') this.ended('client', 'rst')
    })
  }

  ended(by: Ending['by'], how: Ending['how']): void {
    this.#ending ??= { by, how }
  }

  /** A connection that was destroyed without any sign was destroyed by us. */
  get ending(): Ending {
    return this.#ending ?? { by: 'server', how: 'fin' }
  }
}
