// A connection without a network: what one end writes the other reads, in order, in the next turn.
import { Duplex } from 'node:stream'
import type { ServedStream } from '../../../src/transcript/contracts.ts'

/** One end. Its own end and destruction reach the other one as FIN and as a close. */
class End extends Duplex implements ServedStream {
  other: End | null = null

  constructor() {
    super({ allowHalfOpen: true })
  }

  get readyState(): string {
    return this.readable ? 'open' : 'closed'
  }

  /** Nobody waits here. */
  setTimeout(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    setImmediate(() => {
      if (!this.other?.destroyed) this.other?.push(chunk)
      done()
    })
  }

  override _final(done: () => void): void {
    setImmediate(() => {
      if (!this.other?.destroyed) this.other?.push(null)
      done()
    })
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    setImmediate(() => this.other?.destroy())
    done(error)
  }
}

export function memoryWire(): { client: Duplex; server: ServedStream } {
  const [client, server] = [new End(), new End()]
  client.other = server
  server.other = client
  return { client, server }
}
