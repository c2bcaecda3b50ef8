// Who ended a connection first, and how: read from the sockets, since only they know.
import type { Duplex } from 'node:stream'

export interface Ending {
  by: 'client' | 'server' | 'path'
  how: 'fin' | 'rst'
  undelivered?: true
}

/** Watches the streams of one session; the first sign of an end counts. */
export class EndWatch {
  #ending: Ending | null = null
  #leftBehind = false

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

  /** Bytes were under way to the client when it ended its side. */
  leftBehind(): void {
    this.#leftBehind = true
  }

  /** A connection that was destroyed without any sign was destroyed by us. */
  get ending(): Ending {
    const ending = this.#ending ?? { by: 'server', how: 'fin' }
    return { ...ending, ...(this.#leftBehind && ending.by === 'client' && { undelivered: true }) }
  }
}
