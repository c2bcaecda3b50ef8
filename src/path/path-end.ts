// The server's end of a path with steps: a stream that behaves as the client's socket would, seen through the path.
import type * as net from 'node:net'
import { Duplex, finished, PassThrough, Writable } from 'node:stream'
import type { Toward } from '../transcript/events.ts'
import { IdleTimer } from './idle-timer.ts'
import type { Clock } from './step.ts'
import type { Wire } from './wire.ts'

interface Context {
  clock: Clock
  clientBytes?(toward: Toward, chunk: Buffer): void
}

// Bytes and a RST that arrive together look like bytes and a FIN to libuv (1.46, uv__stream_io), hence to Node clients.
const RESET_BEHIND_BYTES_MS = 5

// How long bytes may be under way to a client behind a server that has closed.
const LINGER_MS = 60_000

/**
 * FIN travels in both directions behind the bytes; a reset or the end of either side tears down all.
 * It leans on no listener of its own: smtp-server removes all listeners of a stream before it wraps it in TLS.
 */
export class PathEnd extends Duplex implements Wire {
  /** Where the path delivers what the client sent. */
  readonly arrivals: Writable
  /** Where the path fetches what the server says. */
  readonly departures = new PassThrough()
  /** Where the path delivers what the client is to get. */
  readonly toClient: Writable
  readonly #client: net.Socket
  readonly #clock: Clock
  readonly #idle: IdleTimer
  #wanted: (() => void) | undefined
  #endedByPath: 'fin' | 'rst' | undefined
  #resets = false
  #afterDestroy: () => void = () => {}
  #cancelReset: () => void = () => {}

  constructor(client: net.Socket, { clock, clientBytes }: Context) {
    super({ allowHalfOpen: client.allowHalfOpen })
    // The client's FIN must not close the way back: replies may still be under way.
    client.allowHalfOpen = true
    // Pieces that a step cut shall travel as pieces.
    client.setNoDelay(true)
    this.#client = client
    this.#clock = clock
    this.#idle = new IdleTimer(clock, () => this.emit('timeout'))
    this.arrivals = this.#openArrivals()
    this.toClient = this.#openToClient((chunk) => clientBytes?.('client', chunk))
    client.on('data', (chunk: Buffer) => clientBytes?.('server', chunk))
    client.on('error', (error) => {
      if (!this.#endedByPath) this.destroy(error)
    })
    client.on('close', () => this.#clientClosed())
  }

  /** The path, not the server, ends the client's connection: the way to the client ends with this. */
  endByPath(how: 'fin' | 'rst'): void {
    this.#endedByPath = how
  }

  onDestroy(run: () => void): void {
    this.#afterDestroy = run
  }

  get readyState(): string {
    if (this.readable) return this.writable ? 'open' : 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  get remoteAddress(): string | undefined {
    return this.#client.remoteAddress
  }

  get remotePort(): number | undefined {
    return this.#client.remotePort
  }

  get remoteFamily(): string | undefined {
    return this.#client.remoteFamily
  }

  get localAddress(): string | undefined {
    return this.#client.localAddress
  }

  get localPort(): number | undefined {
    return this.#client.localPort
  }

  /** Bytes that the client sent, as far as they have been read. */
  get bytesRead(): number {
    return this.#client.bytesRead
  }

  /** Bytes that went to the client. */
  get bytesWritten(): number {
    return this.#client.bytesWritten
  }

  /** As `net.Socket`: emits `timeout` after so long without traffic at this end; 0 turns it off. */
  setTimeout(ms: number, listener?: () => void): this {
    this.#idle.set(ms)
    if (listener && ms > 0) this.once('timeout', listener)
    else if (listener) this.off('timeout', listener)
    return this
  }

  /** Ends the client's connection with a RST; what is under way in either direction is lost. */
  resetAndDestroy(): this {
    this.#resets = true
    return this.destroy()
  }

  override _read(): void {
    const wanted = this.#wanted
    this.#wanted = undefined
    wanted?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#idle.touch()
    this.departures.write(chunk, written)
  }

  override _final(ended: (error?: Error | null) => void): void {
    this.departures.end()
    // An error there is the client's, which ends this stream by itself.
    finished(this.toClient, () => ended())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#idle.set(0)
    this.#cancelReset()
    this.arrivals.destroy()
    const inPeace = !error && !this.#resets && !this.#endedByPath && !this.#client.destroyed
    if (inPeace) this.#letArrive()
    else this.#tearDown()
    // Nobody listens between two owners of the wire; a client that resets then must not crash the process.
    done(this.listenerCount('error') > 0 ? error : null)
  }

  /** What the server wrote before it closed is under way, as in the buffers of a real socket: it still arrives. */
  #letArrive(): void {
    const cancel = this.#clock.after(LINGER_MS, () => this.#tearDown())
    finished(this.toClient, () => {
      cancel()
      this.#tearDown()
    })
    this.departures.end()
  }

  #tearDown(): void {
    if (!this.#client.destroyed) {
      if (this.#resets || this.#endedByPath === 'rst') this.#client.resetAndDestroy()
      else this.#client.destroy()
    }
    this.departures.destroy()
    this.toClient.destroy()
    this.#afterDestroy()
  }

  #openArrivals(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, written) => {
        this.#idle.touch()
        if (this.push(chunk)) written()
        else this.#wanted = written
      },
      final: (ended) => {
        this.push(null)
        ended()
      },
    })
  }

  #openToClient(see: (chunk: Buffer) => void): Writable {
    const client = this.#client
    const sink = new Writable({
      write(chunk: Buffer, _encoding, written) {
        if (client.destroyed) return written()
        see(chunk)
        client.write(chunk, written)
      },
      final: (ended) => {
        if (client.destroyed) ended()
        else if (this.#endedByPath === 'rst') this.#resetAfterWrites(ended)
        else client.end(() => ended())
      },
    })
    sink.on('error', () => {})
    return sink
  }

  /** What was written before has been handed to the system by now, since every write was waited for. */
  #resetAfterWrites(ended: () => void): void {
    const reset = () => {
      this.#client.resetAndDestroy()
      ended()
    }
    if (this.#client.bytesWritten === 0) reset()
    else this.#cancelReset = this.#clock.after(RESET_BEHIND_BYTES_MS, reset)
  }

  #clientClosed(): void {
    const { readableEnded, writableFinished } = this.#client
    // Closed in peace by both sides, or by the path: what is under way toward the server still arrives.
    if (this.#endedByPath || (readableEnded && writableFinished)) return
    this.destroy()
  }
}
