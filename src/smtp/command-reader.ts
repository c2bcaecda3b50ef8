// The byte tap in front of the SMTP parser: owns line ends, pipelining, message content, and what is no SMTP at all.
import type { Duplex } from 'node:stream'

/** What the reader tells: whole lines in order, and the things a parser would hide. */
export interface ReaderListener {
  /** A line without its end. Reading goes on once `done` is called. */
  line(line: Buffer, pipelined: boolean, done: () => void): void
  /** A line ended with LF alone (RFC 5321 section 2.3.8). */
  bareLf(line: Buffer): void
  /** No line end within the limit; what was collected is dropped and nothing more is read. */
  tooLong(bytes: number): void
  /** TLS bytes came where a line was due: `more` asks for those behind them, `enough` ends the reading. */
  tlsBytes(bytes: Buffer): 'more' | 'enough'
  /** The client sent its FIN; `partial` is a line without an end, `inContent` a message without one. */
  ended(partial: Buffer, inContent: boolean): void
  /** The client's FIN came while a reply is due; lines that it sent before it may follow. */
  leaving(): void
}

/** Takes message content as it arrives, dots already removed; `done` is called at its end. */
export interface ContentSink {
  write(bytes: Buffer): void
  /** Reading goes on once `resume` is called. */
  done(resume: () => void): void
}

type Mode =
  | { kind: 'lines' }
  | { kind: 'dot'; sink: ContentSink; atLineStart: boolean }
  | { kind: 'count'; sink: ContentSink; left: number }

const LF = 0x0a
const CR = 0x0d
const DOT = 0x2e
const NOTHING = Buffer.alloc(0)

/**
 * Pulls bytes from a stream only while nobody is thinking about the last line, so that what a client sends
 * ahead stays in the socket: backpressure for free, and after STARTTLS no plain byte can slip into the TLS session.
 */
export class CommandReader {
  readonly #listener: ReaderListener
  readonly #lineLimit: number
  readonly #looksLikeTls: (bytes: Buffer) => boolean | undefined
  #stream: Duplex | null = null
  #pending: Buffer = NOTHING
  #mode: Mode = { kind: 'lines' }
  #held = true
  #advancing = false
  /** The client's FIN is there; lines that came before it are still worked through. */
  #atEnd = false
  #sawBareLf = false
  /** A CR at the end of one chunk and the LF at the start of the next are one line end. */
  #lastWasCr = false
  #stopped = false

  constructor(listener: ReaderListener, lineLimit: number, looksLikeTls: (bytes: Buffer) => boolean | undefined) {
    this.#listener = listener
    this.#lineLimit = lineLimit
    this.#looksLikeTls = looksLikeTls
  }

  /** Bytes that arrived and were not yet looked at. */
  get waiting(): number {
    return this.#pending.length + (this.#stream?.readableLength ?? 0)
  }

  /** Listens to a stream; nothing is read before `resume`. */
  attach(stream: Duplex): void {
    this.#stream = stream
    // A client that connects and hangs up at once, as port checks do, has ended before anybody listened.
    this.#atEnd = stream.readableEnded
    stream.on('readable', this.#onReadable)
    stream.on('end', this.#onEnd)
  }

  /** Starts reading lines, after the greeting or after a TLS handshake. */
  resume(): void {
    this.#held = false
    this.#advance(true)
  }

  /** Lets go of the stream and gives back the bytes that were taken from it but not used. */
  detach(): Buffer {
    this.#stopped = true
    this.#stream?.off('readable', this.#onReadable)
    this.#stream?.off('end', this.#onEnd)
    const rest = this.#pending
    this.#pending = NOTHING
    return rest
  }

  /** From the next byte on, reads message content up to the line with a single dot (RFC 5321 section 4.5.2). */
  readDotContent(sink: ContentSink): void {
    this.#mode = { kind: 'dot', sink, atLineStart: true }
    this.#lastWasCr = false
  }

  /** From the next byte on, reads `size` bytes of a BDAT chunk (RFC 3030). */
  readChunk(size: number, sink: ContentSink): void {
    this.#mode = { kind: 'count', sink, left: size }
  }

  readonly #onReadable = (): void => {
    if (this.#stopped) return
    if (!this.#held) this.#advance(true)
    // A client that hangs up while it waits must be noticed: at the end of the stream an empty read says so.
    else if (this.#stream?.readableLength === 0) this.#stream.read(0)
  }

  readonly #onEnd = (): void => {
    if (this.#stopped) return
    this.#atEnd = true
    if (this.#held) this.#listener.leaving()
    else this.#advance(true)
  }

  #tellEnd(): void {
    const partial = this.#mode.kind === 'lines' ? this.#pending : NOTHING
    const inContent = this.#mode.kind !== 'lines'
    this.#pending = NOTHING
    this.#stopped = true
    this.#listener.ended(partial, inContent)
  }

  /** Works through what is there; `fresh` says that no reply was sent since these bytes came. */
  #advance(fresh: boolean): void {
    if (this.#advancing) return
    this.#advancing = true
    let pipelined = !fresh
    try {
      while (!this.#held && !this.#stopped) {
        if (this.#step(pipelined)) {
          // What is still in hand was sent before the reply to the line just handled.
          pipelined = true
          continue
        }
        const chunk = this.#stream?.read() as Buffer | null | undefined
        if (!chunk) break
        this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
      }
    } finally {
      this.#advancing = false
    }
    if (this.#atEnd && !this.#held && !this.#stopped) this.#tellEnd()
  }

  /** Uses some of the pending bytes; false when more are needed. */
  #step(pipelined: boolean): boolean {
    if (this.#mode.kind === 'lines') return this.#stepLine(pipelined)
    if (this.#mode.kind === 'count') return this.#stepCount(this.#mode)
    return this.#stepDot(this.#mode)
  }

  #stepLine(pipelined: boolean): boolean {
    if (this.#pending.length === 0) return false
    if (this.#looksLikeTls(this.#pending)) {
      this.#stopped = this.#listener.tlsBytes(this.#pending) === 'enough'
      return false
    }
    const end = this.#pending.indexOf(LF)
    if (end < 0 ? this.#pending.length > this.#lineLimit : end > this.#lineLimit) {
      this.#stopped = true
      const bytes = this.#pending.length
      this.#pending = NOTHING
      this.#listener.tooLong(bytes)
      return false
    }
    if (end < 0) return false
    const bare = end === 0 || this.#pending[end - 1] !== CR
    const line = this.#pending.subarray(0, bare ? end : end - 1)
    this.#pending = this.#pending.subarray(end + 1)
    if (bare && !this.#sawBareLf) {
      this.#sawBareLf = true
      this.#listener.bareLf(line)
    }
    this.#held = true
    this.#listener.line(line, pipelined, this.#release)
    return true
  }

  readonly #release = (): void => {
    this.#held = false
    this.#advance(false)
  }

  #stepCount(mode: Mode & { kind: 'count' }): boolean {
    if (mode.left > 0 && this.#pending.length === 0) return false
    const part = this.#pending.subarray(0, mode.left)
    this.#pending = this.#pending.subarray(part.length)
    mode.left -= part.length
    if (part.length > 0) mode.sink.write(part)
    if (mode.left === 0) this.#endContent(mode.sink)
    return true
  }

  #stepDot(mode: Mode & { kind: 'dot' }): boolean {
    const bytes = this.#pending
    if (bytes.length === 0) return false
    let from = 0
    let at = 0
    while (at < bytes.length) {
      if (mode.atLineStart && bytes[at] === DOT) {
        const end = this.#dotLineEnd(bytes, at)
        if (end === undefined) break
        if (at > from) mode.sink.write(bytes.subarray(from, at))
        if (end > 0) {
          this.#pending = bytes.subarray(end)
          this.#endContent(mode.sink)
          return true
        }
        at += 1
        from = at
      }
      mode.atLineStart = false
      const lf = bytes.indexOf(LF, at)
      if (lf < 0) {
        at = bytes.length
        break
      }
      const crlf = lf > 0 && bytes[lf - 1] === CR
      mode.atLineStart = crlf || this.#sawBareLf || (lf === 0 && this.#lastWasCr)
      at = lf + 1
    }
    if (at > from) {
      mode.sink.write(bytes.subarray(from, at))
      this.#lastWasCr = bytes[at - 1] === CR
    }
    this.#pending = bytes.subarray(at)
    return false
  }

  /** Position behind a line that is a single dot; 0 when the dot is stuffing; undefined when more bytes decide. */
  #dotLineEnd(bytes: Buffer, at: number): number | undefined {
    const next = bytes[at + 1]
    if (next === undefined) return undefined
    if (next === LF && this.#sawBareLf) return at + 2
    if (next !== CR) return 0
    const last = bytes[at + 2]
    if (last === undefined) return undefined
    return last === LF ? at + 3 : 0
  }

  #endContent(sink: ContentSink): void {
    this.#mode = { kind: 'lines' }
    this.#held = true
    sink.done(this.#release)
  }
}
