// The byte tap in front of the SMTP parser: owns line ends, pipelining, message content, and what is no SMTP at all.
import type { Duplex } from 'node:stream'
import type { EventFields } from '../transcript/events.ts'

/** What the reader tells: whole lines in order, and the things a parser would hide. */
export interface ReaderListener {
  /** A line without its end. Reading goes on once `done` is called. */
  line(line: Buffer, pipelined: boolean, done: () => void): void
  /** A command line ended with LF alone (RFC 5321 section 2.3.8). */
  bareLf(line: Buffer): void
  /** So did a line of content behind DATA, the first in its message; lines count from 1. */
  contentBareLf(contentLine: number): void
  /** A line of content is a single dot between line ends of which one is a bare LF; `taken`: it ended the content. */
  bareLfEnd(end: BareLfEnd): void
  /** No line end within the limit; what was collected is dropped and nothing more is read. */
  tooLong(bytes: number): void
  /** TLS bytes came where a line was due: `more` asks for those behind them, `enough` ends the reading. */
  tlsBytes(bytes: Buffer): 'more' | 'enough'
  /** The client sent its FIN; `partial` is a line without an end, `inContent` a message without one. */
  ended(partial: Buffer, inContent: boolean): void
  /** The client's FIN came while a reply is due; lines that it sent before it may follow. */
  leaving(): void
}

/** What some servers take for the end of a message, and RFC 5321 section 4.1.1.4 does not (SMTP smuggling). */
export type BareLfEnd = Omit<EventFields['smtp.bare-lf-end-received'], 'secured'>

/** Takes message content as it arrives, dots already removed; `done` is called at its end. */
export interface ContentSink {
  write(bytes: Buffer): void
  /** Reading goes on once `resume` is called. */
  done(resume: () => void): void
}

/** How the line before ended. */
type LineEnd = '<CRLF>' | '<LF>'

interface DotMode {
  kind: 'dot'
  sink: ContentSink
  /** At the start of a line: the end of the one before; null inside a line. */
  behind: LineEnd | null
  /** Whole lines so far. */
  lines: number
  toldBareLf: boolean
}

type Mode = { kind: 'lines' } | DotMode | { kind: 'count'; sink: ContentSink; left: number }

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
    this.#mode = { kind: 'dot', sink, behind: '<CRLF>', lines: 0, toldBareLf: false }
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

  #stepDot(mode: DotMode): boolean {
    const bytes = this.#pending
    if (bytes.length === 0) return false
    let from = 0
    let at = 0
    while (at < bytes.length) {
      if (mode.behind !== null && bytes[at] === DOT) {
        const dot = this.#dotAt(bytes, at, mode)
        if (dot === 'undecided') break
        if (dot !== 'content') {
          if (at > from) mode.sink.write(bytes.subarray(from, at))
          at += 1
          from = at
          if (dot !== 'stuffing') {
            this.#pending = bytes.subarray(at + dot.lineEndBytes)
            this.#endContent(mode.sink)
            return true
          }
        }
      }
      mode.behind = null
      const lf = bytes.indexOf(LF, at)
      if (lf < 0) {
        at = bytes.length
        break
      }
      const crlf = lf > 0 ? bytes[lf - 1] === CR : this.#lastWasCr
      mode.lines += 1
      mode.behind = crlf ? '<CRLF>' : '<LF>'
      if (!crlf && !mode.toldBareLf) {
        mode.toldBareLf = true
        this.#listener.contentBareLf(mode.lines)
      }
      at = lf + 1
    }
    if (at > from) {
      mode.sink.write(bytes.subarray(from, at))
      this.#lastWasCr = bytes[at - 1] === CR
    }
    this.#pending = bytes.subarray(at)
    return false
  }

  /** What a dot at the start of a line is; undecided when it takes more bytes to tell. */
  #dotAt(
    bytes: Buffer,
    at: number,
    { behind, lines }: DotMode,
  ): 'undecided' | 'content' | 'stuffing' | { lineEndBytes: number } {
    const end = lineEndAt(bytes, at + 1)
    if (end === undefined) return 'undecided'
    // A person whose terminal sends bare LF must be able to end a message, and is a client whose commands end so, too.
    const lenient = this.#sawBareLf
    const strict = behind === '<CRLF>' && end === '<CRLF>'
    const taken = end !== null && (strict || lenient)
    if (end !== null && !strict) {
      const sequence = `${behind ?? '<LF>'}.${end}` as BareLfEnd['sequence']
      this.#listener.bareLfEnd({ sequence, contentLine: lines + 1, taken })
    }
    if (taken) return { lineEndBytes: end === '<CRLF>' ? 2 : 1 }
    return behind === '<CRLF>' || lenient ? 'stuffing' : 'content'
  }

  #endContent(sink: ContentSink): void {
    this.#mode = { kind: 'lines' }
    this.#held = true
    sink.done(this.#release)
  }
}

/** The line end at a position; null when something else stands there, undefined when more bytes decide. */
function lineEndAt(bytes: Buffer, at: number): LineEnd | null | undefined {
  const next = bytes[at]
  if (next === undefined) return undefined
  if (next === LF) return '<LF>'
  if (next !== CR) return null
  const last = bytes[at + 1]
  if (last === undefined) return undefined
  return last === LF ? '<CRLF>' : null
}
