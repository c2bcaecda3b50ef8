// Follows a plain SMTP dialogue from the bytes of both directions and lets a party see, or change, lines and replies.
import type { Toward } from '../transcript/events.ts'
import { ContentEnd } from './content-end.ts'
import { Held, join, LF, startsTls, throughLineEnd, withoutEnd } from './line-bytes.ts'

/** What the server owes a reply to: the connection itself, a command, a line of an AUTH exchange, or a message. */
export interface Awaited {
  kind: 'greeting' | 'command' | 'auth' | 'content'
  /** In capitals; `AUTH` for every line of an AUTH exchange, empty for a greeting. */
  verb: string
}

export interface CommandLine {
  /** `auth`: a line inside an AUTH exchange, which may be a secret. */
  kind: 'command' | 'auth'
  /** In capitals; `AUTH` inside an AUTH exchange. */
  verb: string
  /** Without its line end. */
  line: string
  /** With its line end. */
  bytes: Buffer
  /** It came before the reply to what was sent before it (RFC 2920). */
  pipelined: boolean
}

export interface Reply {
  code: number
  /** Without their line ends. */
  lines: string[]
  /** One for each line, with its line end. */
  bytes: Buffer[]
  /** Undefined when the server speaks unasked. */
  to: Awaited | undefined
}

/** Why a dialogue is no longer followed: STARTTLS was accepted, a TLS record came, or a bound was crossed. */
export type Stop = 'starttls' | 'tls-record' | 'limit'

/** Whoever listens in. What `command` and `reply` return goes on in place of what came. */
export interface DialogueParty {
  command?(command: CommandLine): Buffer | undefined
  reply?(reply: Reply): Buffer | undefined
  /** Whether `reply` is to see the reply to this; it alone is then held back until it is complete. Default: all. */
  wantsReply?(to: Awaited | undefined): boolean
  /** Message content has passed, and how much of it; for BDAT once for each chunk. */
  content?(via: 'DATA' | 'BDAT', bytes: number): void
  stopped?(why: Stop): void
  /** Bytes that pass once TLS has begun. */
  opaque?(toward: Toward, bytes: Buffer): void
}

/** Beyond so many bytes a line or a reply is no longer waited for: everything passes from then on. */
export const HELD_LIMIT = 64 * 1024
const CODES_OF_ONE_VERB: Readonly<Record<number, string>> = { 220: 'STARTTLS', 334: 'AUTH', 354: 'DATA' }
const AWAITED_LIMIT = 10_000
const CR = 0x0d
const NOTHING = Buffer.alloc(0)

/**
 * Chunks in, chunks out, for both directions of one connection. Message content and TLS pass as they are, at once;
 * a line is held back until its end only in a direction that the party edits. Never throws.
 */
export class Dialogue {
  readonly #party: DialogueParty
  readonly #awaited: Awaited[] = [{ kind: 'greeting', verb: '' }]
  #stopped: Stop | null = null

  // Toward the server. `undecided`: behind DATA, before its reply tells content from commands.
  #reads: 'lines' | 'content' | 'chunk' | 'undecided' = 'lines'
  #line = new Held()
  /** So many bytes of the line have passed already, while it was undecided. */
  #linePassed = 0
  #early = new Held()
  #prompted = false
  #bareLf = false
  #contentEnd = new ContentEnd()
  #contentBytes = 0
  #chunkLeft = 0

  // Toward the client.
  #replyLines: Buffer[] = []
  #replyLine = new Held()
  #replyBytes = 0
  #replyHeld = false

  constructor(party: DialogueParty = {}) {
    this.#party = party
  }

  /** False once TLS has begun or a bound was crossed. */
  get following(): boolean {
    return this.#stopped === null
  }

  toServer(chunk: Buffer): Buffer {
    const out: Buffer[] = []
    this.#readClient(chunk, out)
    return this.#party.command ? join(out) : chunk
  }

  toClient(chunk: Buffer): Buffer {
    const out: Buffer[] = []
    let rest = chunk
    while (rest.length > 0) rest = rest.subarray(this.#stopped ? this.#passToClient(rest, out) : this.#read(rest, out))
    return join(out)
  }

  /** The rest that was held back when the client has sent its last byte. */
  endToServer(): Buffer {
    return this.#party.command ? this.#releaseLine() : NOTHING
  }

  endToClient(): Buffer {
    return this.#releaseReply()
  }

  #readClient(chunk: Buffer, out: Buffer[]): void {
    let rest = chunk
    while (rest.length > 0) rest = rest.subarray(this.#readSome(rest, out))
  }

  #readSome(rest: Buffer, out: Buffer[]): number {
    if (this.#stopped) return this.#passToServer(rest, out)
    if (this.#reads === 'lines') return this.#readLine(rest, out)
    if (this.#reads === 'undecided') {
      this.#early.add(rest)
      out.push(rest)
      if (this.#early.length > HELD_LIMIT) this.#stop('limit')
      return rest.length
    }
    const end = this.#reads === 'chunk' ? Math.min(this.#chunkLeft, rest.length) : this.#contentEnd.find(rest)
    const passing = end < 0 ? rest : rest.subarray(0, end)
    out.push(passing)
    this.#contentBytes += passing.length
    if (this.#reads === 'chunk') this.#endChunk(passing.length)
    else if (end >= 0) this.#endContent('DATA')
    return passing.length
  }

  #readLine(rest: Buffer, out: Buffer[]): number {
    if (this.#line.length === 0 && startsTls(rest)) {
      this.#stop('tls-record')
      return 0
    }
    const piece = throughLineEnd(rest)
    this.#line.add(piece)
    if (piece.at(-1) === LF) this.#command(out)
    else if (this.#line.length > HELD_LIMIT) this.#stop('limit', out)
    return piece.length
  }

  #command(out: Buffer[]): void {
    const bytes = this.#line.take()
    const passed = this.#linePassed
    this.#linePassed = 0
    const line = withoutEnd(bytes)
    const inAuth = this.#prompted || this.#awaited.at(-1)?.verb === 'AUTH'
    this.#prompted = false
    const kind = inAuth ? 'auth' : 'command'
    const verb = inAuth ? 'AUTH' : (/\S+/.exec(line)?.[0] ?? '').toUpperCase()
    this.#bareLf ||= bytes.at(-2) !== CR
    const edited = this.#party.command?.({ kind, verb, line, bytes, pipelined: this.#awaited.length > 0 })
    out.push(passed > 0 ? bytes.subarray(passed) : (edited ?? bytes))
    this.#await({ kind, verb })
    if (kind === 'auth') return
    if (verb === 'DATA') this.#reads = 'undecided'
    const size = /^\s*BDAT[ \t]+(\d{1,15})/i.exec(line)?.[1]
    if (size) {
      this.#reads = 'chunk'
      this.#chunkLeft = Number(size)
      this.#endChunk(0)
    }
  }

  #await(awaited: Awaited): void {
    this.#awaited.push(awaited)
    if (this.#awaited.length > AWAITED_LIMIT) this.#stop('limit')
  }

  #endChunk(passed: number): void {
    this.#chunkLeft -= passed
    // The reply to a chunk is the one to its BDAT line (RFC 3030 section 2).
    if (this.#chunkLeft === 0) this.#tellContent('BDAT')
  }

  #endContent(via: 'DATA'): void {
    this.#tellContent(via)
    this.#await({ kind: 'content', verb: via })
  }

  #tellContent(via: 'DATA' | 'BDAT'): void {
    this.#reads = 'lines'
    const bytes = this.#contentBytes
    this.#contentBytes = 0
    this.#party.content?.(via, bytes)
  }

  #read(rest: Buffer, out: Buffer[]): number {
    if (this.#replyBytes === 0) {
      if (startsTls(rest)) {
        this.#stop('tls-record')
        return 0
      }
      this.#replyHeld = this.#wantsReply()
    }
    const piece = throughLineEnd(rest)
    this.#replyLine.add(piece)
    this.#replyBytes += piece.length
    if (!this.#replyHeld) out.push(piece)
    if (piece.at(-1) === LF) {
      const line = this.#replyLine.take()
      this.#replyLines.push(line)
      if (!/^\d{3}-/.test(line.toString('latin1', 0, 4))) this.#reply(out)
    }
    if (this.#replyBytes > HELD_LIMIT) {
      this.#stop('limit')
      out.push(this.#releaseReply())
    }
    return piece.length
  }

  #wantsReply(): boolean {
    return this.#party.reply !== undefined && (this.#party.wantsReply?.(this.#awaited[0]) ?? true)
  }

  #reply(out: Buffer[]): void {
    const bytes = this.#replyLines
    const lines = bytes.map(withoutEnd)
    const code = Number(/^\d{3}/.exec(lines[0] ?? '')?.[0] ?? 0)
    const to = this.#answered(code)
    const held = this.#replyHeld
    this.#replyLines = []
    this.#replyBytes = 0
    this.#replyHeld = false
    if (held) out.push(this.#party.reply?.({ code, lines, bytes, to }) ?? Buffer.concat(bytes))
    this.#follow(code, to)
  }

  /** A server may leave commands unanswered; a code that only one command can have tells where it is again. */
  #answered(code: number): Awaited | undefined {
    const verb = CODES_OF_ONE_VERB[code]
    const isGreeting = code === 220 && this.#awaited[0]?.kind === 'greeting'
    const position = isGreeting ? 0 : this.#awaited.findIndex((one) => one.verb === verb && one.kind !== 'content')
    this.#awaited.splice(0, Math.max(position, 0))
    return this.#awaited.shift()
  }

  #follow(code: number, to: Awaited | undefined): void {
    if (code === 220 && to?.verb === 'STARTTLS') this.#stop('starttls')
    // A line that came early is the answer to this prompt already.
    if (code === 334 && to?.verb === 'AUTH') this.#prompted = this.#awaited.length === 0
    if (to?.kind !== 'command' || to.verb !== 'DATA') return
    this.#reads = code === 354 ? 'content' : 'lines'
    this.#contentEnd = new ContentEnd({ bareLf: this.#bareLf })
    const passedAlready: Buffer[] = []
    this.#readClient(this.#early.take(), passedAlready)
    this.#linePassed = this.#line.length
  }

  #stop(why: Stop, out?: Buffer[]): void {
    if (this.#stopped) return
    this.#stopped = why
    out?.push(this.#releaseLine())
    this.#early.take()
    this.#party.stopped?.(why)
  }

  #passToServer(rest: Buffer, out: Buffer[]): number {
    out.push(this.#releaseLine(), rest)
    if (this.#stopped !== 'limit') this.#party.opaque?.('server', rest)
    return rest.length
  }

  #passToClient(rest: Buffer, out: Buffer[]): number {
    out.push(this.#releaseReply(), rest)
    if (this.#stopped !== 'limit') this.#party.opaque?.('client', rest)
    return rest.length
  }

  #releaseLine(): Buffer {
    const held = this.#line.take().subarray(this.#linePassed)
    this.#linePassed = 0
    return held
  }

  #releaseReply(): Buffer {
    const held = this.#replyHeld ? Buffer.concat([...this.#replyLines, this.#replyLine.take()]) : NOTHING
    this.#replyLines = []
    this.#replyLine.take()
    this.#replyHeld = false
    return held
  }
}
