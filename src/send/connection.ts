// One connection to a server: commands, replies, STARTTLS. What the server does is a reply or an event, never an error.
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Lost } from '../product-log/client-events.ts'
import type { Clock } from '../transcript/contracts.ts'
import { redactCommand } from '../transcript/redaction.ts'
import type { Tell } from './events.ts'
import { type Handshake, shakeHands, type TlsSettings } from './handshake.ts'
import type { Mail } from './mail.ts'
import { lostReply, type Reply, ReplyReader } from './reply.ts'
import { wordsOf } from './trouble.ts'

export interface ConnectionLimits {
  /** How long a connection may take to open. */
  connectMs: number
  /** How long a reply or a handshake may take. */
  replyMs: number
}

/** RFC 5321 section 4.5.3.2 asks for 5 minutes and more; whoever watches a simulator does not wait that long. */
export const LIMITS: ConnectionLimits = { connectMs: 10_000, replyMs: 30_000 }

export class Connection {
  readonly #tell: Tell
  readonly #clock: Clock
  readonly #limits: ConnectionLimits
  readonly #reader = new ReplyReader()
  #socket: Socket | null = null
  #stream: Duplex | null = null
  #secured = false
  /** The transport has ended, which a client learns when it next waits for a reply. */
  #ended = false
  /** Somebody was told so. */
  #lost = false
  #left = false
  #waits: (() => void) | null = null
  #trouble = ''

  constructor(tell: Tell, clock: Clock, limits: ConnectionLimits = LIMITS) {
    this.#tell = tell
    this.#clock = clock
    this.#limits = limits
  }

  get secured(): boolean {
    return this.#secured
  }

  /**
   * Nothing can be said any more, as far as the sender knows. The end of a connection lies unread behind the last reply:
   * what is said then still goes out, into a connection that the other side has closed.
   */
  get over(): boolean {
    return this.#lost || this.#left
  }

  /** Opens and waits for the greeting. */
  async open(host: string, port: number): Promise<Reply> {
    return (await this.dial(host, port)) ?? this.greeting()
  }

  /** Opens, and waits for nothing: TLS from the first byte comes before the greeting (RFC 8314 section 3.3). */
  async dial(host: string, port: number): Promise<Reply | null> {
    const socket = connectTcp({ host, port })
    this.#socket = socket
    const detail = await this.#opened(socket)
    if (detail !== null) {
      this.#lost = true
      socket.destroy()
      this.#tell('connection.failed', { host, port, detail })
      return lostReply('not-connected', detail)
    }
    this.#tell('connection.opened', { host, port, address: socket.remoteAddress ?? '' })
    return null
  }

  /** What the server says first, in clear or inside TLS. */
  greeting(): Promise<Reply> {
    if (!this.#stream && this.#socket) this.#listen(this.#socket)
    return this.#reply('connect')
  }

  /** `shown` stands in events in place of a line with secrets in it. */
  async command(line: string, shown: string = redactCommand(line)): Promise<Reply> {
    const [verb = ''] = shown.split(' ')
    if (!this.over) {
      this.#write(`${line}\r\n`)
      this.#tell('command.sent', { line: shown, secret: false, secured: this.#secured })
    }
    return this.#reply(verb.toUpperCase())
  }

  /** A line of which nothing may be shown: an answer in an AUTH exchange. */
  async secret(line: string): Promise<Reply> {
    if (!this.over) {
      this.#write(`${line}\r\n`)
      this.#tell('command.sent', { line: '[redacted]', secret: true, secured: this.#secured })
    }
    return this.#reply('AUTH')
  }

  /** A message, with its lines ended and its dots doubled here (RFC 5321 section 4.5.2). */
  async content({ text, encoding = 'utf8' }: Pick<Mail, 'text' | 'encoding'>): Promise<Reply> {
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
    const bytes = Buffer.from(`${lines.map((line) => line.replace(/^\./, '..')).join('\r\n')}\r\n.\r\n`, encoding)
    if (!this.over) {
      this.#write(bytes)
      this.#tell('content.sent', { bytes: bytes.length, secured: this.#secured })
    }
    return this.#reply('message')
  }

  /** TLS from here on; what came in clear and was not read yet is dropped, unless `keepEarlyBytes`. */
  async secure(settings: TlsSettings, keepEarlyBytes = false): Promise<Handshake> {
    const socket = this.#socket
    if (!socket || this.over) return { ok: false, reason: 'closed', detail: 'the connection is closed' }
    if (!keepEarlyBytes) this.#reader.forget()
    socket.removeAllListeners()
    const handshake = await shakeHands(socket, settings, {
      tell: this.#tell,
      clock: this.#clock,
      limitMs: this.#limits.replyMs,
    })
    if (!handshake.ok) {
      this.#lost = true
      socket.destroy()
      return handshake
    }
    this.#secured = true
    this.#listen(handshake.stream)
    return handshake
  }

  /**
   * The socket, paused, for whoever goes on with it in another way: for this connection it is over. What came and was not
   * read is dropped. Null when it is gone.
   */
  release(): Socket | null {
    const socket = this.#socket
    if (!socket || this.#ended || this.over) return null
    this.#left = true
    this.#socket = null
    this.#stream = null
    socket.removeAllListeners().pause()
    return socket
  }

  /** Closes without a word. */
  leave(): void {
    if (this.#left) return
    this.#left = true
    if (!this.#ended) this.#tell('connection.closed', { by: 'sender', secured: this.#secured })
    const stream = this.#stream
    stream?.end()
    stream?.destroy()
    this.#socket?.destroy()
    // Whoever still waits for a reply waits in vain.
    this.#waits?.()
  }

  /** QUIT, and the answer if it comes. */
  async quit(): Promise<void> {
    if (!this.over) await this.command('QUIT')
    this.leave()
  }

  #write(bytes: string | Buffer): void {
    if (this.#stream?.writable) this.#stream.write(bytes)
  }

  #opened(socket: Socket): Promise<string | null> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(this.#limits.connectMs, () =>
        resolve(`no connection within ${this.#limits.connectMs} ms`),
      )
      const done = (detail: string | null) => {
        cancel()
        resolve(detail)
      }
      socket.once('connect', () => done(null))
      socket.once('error', (error) => done(wordsOf(error)))
    })
  }

  #listen(stream: Duplex): void {
    this.#stream = stream
    const ended = () => {
      if (this.#ended) return
      this.#ended = true
      if (!this.#left) this.#tell('connection.closed', { by: 'server', secured: this.#secured })
      this.#waits?.()
    }
    stream.on('data', (bytes: Buffer) => {
      this.#reader.add(bytes)
      this.#waits?.()
    })
    stream.on('error', (error) => {
      this.#trouble = wordsOf(error)
    })
    stream.on('end', ended)
    stream.on('close', ended)
  }

  #reply(to: string): Promise<Reply> {
    return new Promise((resolve) => {
      const done = (reply: Reply) => {
        cancel()
        this.#waits = null
        this.#heard(reply, to)
        resolve(reply)
      }
      const cancel = this.#clock.after(this.#limits.replyMs, () => done(this.#lostFor('timed-out')))
      this.#waits = () => {
        const reply = this.#reader.take()
        if (reply) done(reply)
        else if (this.#ended || this.over) done(this.#lostFor('closed'))
      }
      this.#waits()
    })
  }

  #lostFor(why: Lost): Reply {
    if (why === 'timed-out') return lostReply(why, `no reply within ${this.#limits.replyMs} ms`)
    return lostReply(why, this.#trouble || 'the connection was closed')
  }

  #heard({ code, lines, text, lost }: Reply, to: string): void {
    const secured = this.#secured
    if (lost === 'closed') this.#lost = true
    if (lost) this.#tell('reply.missed', { to, why: lost, detail: text, secured })
    else this.#tell('reply.received', { code, lines, secured, to })
  }
}
