// A client that types SMTP by hand over a real socket: what was said and heard is shown when something else was expected.
import { once } from 'node:events'
import * as net from 'node:net'
import type { Duplex, Readable } from 'node:stream'
import * as tls from 'node:tls'

export interface ConnectOptions {
  /** Default 127.0.0.1, which tells apart what `localhost` leaves open. */
  host?: string
  /** Another source address of 127.0.0.0/8. */
  localAddress?: string
  /** TLS from the first byte. */
  tls?: tls.ConnectionOptions
  /** How long to wait for what has to come. */
  limitMs?: number
}

export type End = 'fin' | 'rst'

const LIMIT_MS = 10_000
const NOTHING = Buffer.alloc(0)

/** Connects to a server; `await using` hangs up at the end of the test. */
export async function connect(server: { port: number }, options: ConnectOptions = {}): Promise<RawClient> {
  const { host = '127.0.0.1', localAddress, limitMs = LIMIT_MS } = options
  const socket = net.connect({
    host,
    port: server.port,
    // Half open, so that what the server says after our FIN is heard.
    allowHalfOpen: true,
    ...(localAddress !== undefined && { localAddress }),
  })
  socket.setNoDelay(true)
  const client = new RawClient(socket, limitMs)
  await once(socket, 'connect', { signal: AbortSignal.timeout(limitMs) }).catch((error: NodeJS.ErrnoException) => {
    // A server that resets at once may be quicker than the news that the connection was there.
    if (error.code !== 'ECONNRESET') throw error
  })
  if (options.tls) await client.starttls(options.tls)
  return client
}

/** Every wait is for an event and has a time limit. */
export class RawClient implements AsyncDisposable {
  readonly #socket: net.Socket
  readonly #limitMs: number
  readonly #dialogue: string[] = []
  #stream: Duplex
  #bytes: Buffer = NOTHING
  #end: End | null = null
  #look: () => void = () => {}

  constructor(socket: net.Socket, limitMs: number) {
    this.#socket = socket
    this.#stream = socket
    this.#limitMs = limitMs
    this.#listen(socket)
  }

  /** What was said and heard so far, line by line. */
  get dialogue(): string {
    return this.#dialogue.join('\n')
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0
  }

  /** The TLS session, once there is one. */
  get tls(): tls.TLSSocket | null {
    return this.#stream instanceof tls.TLSSocket ? this.#stream : null
  }

  async says(line: string): Promise<void> {
    await this.sends(`${line}\r\n`)
  }

  /** Sends bytes as they are. */
  async sends(bytes: string | Buffer): Promise<void> {
    this.#note('C', typeof bytes === 'string' ? bytes : bytes.toString('latin1'))
    // An error is not this call's to tell: what the server did about it is heard.
    await new Promise<void>((resolve) => this.#stream.write(bytes, () => resolve()))
  }

  /** Says a line and hears the reply to it. */
  async asks(line: string, ...globs: string[]): Promise<string[]> {
    await this.says(line)
    return this.hears(...globs)
  }

  /**
   * Reads one whole reply. A single glob is held against its last line, several against its lines one by one;
   * `*` stands for any text. Returns the lines.
   */
  async hears(...globs: string[]): Promise<string[]> {
    const wanted = globs.join(' / ')
    const lines = await this.#wait(wanted, () => this.#takeReply())
    for (const line of lines) this.#note('S', line)
    const compared = globs.length === 1 ? lines.slice(-1) : lines
    const fits = compared.length === globs.length && compared.every((line, at) => matches(globs[at] ?? '', line))
    if (!fits) throw this.#unexpected(wanted, lines.join('\n'))
    return lines
  }

  /** Hears exactly these bytes next. */
  async hearsBytes(text: string): Promise<void> {
    const wanted = Buffer.from(text, 'latin1')
    const got = await this.#wait(JSON.stringify(text), () => this.#takeBytes(wanted.length))
    this.#note('S', got.toString('latin1'))
    if (!got.equals(wanted)) throw this.#unexpected(JSON.stringify(text), JSON.stringify(got.toString('latin1')))
  }

  /** The connection ends, and not one byte comes before that. Tells how. */
  async hearsEnd(how?: End): Promise<End> {
    const end = await this.#wait('the end of the connection', () => (this.#end ? { end: this.#end } : undefined))
    if (this.#bytes.length > 0)
      throw this.#unexpected('no byte and the end', JSON.stringify(this.#bytes.toString('latin1')))
    const seen = end.end === 'fin' && how === 'rst' && (await this.#isReset()) ? 'rst' : end.end
    if (how !== undefined && seen !== how) throw this.#unexpected(how, seen)
    return seen
  }

  /**
   * libuv tells an end of the stream, and no error, for a RST that comes together with the last bytes. After a RST the
   * system refuses to send; after a FIN it does not.
   */
  #isReset(): Promise<boolean> {
    return new Promise((resolve) => this.#stream.write('\n', (error) => resolve(error != null)))
  }

  /** Everything up to the end of the connection. */
  async hearsAll(): Promise<string> {
    await this.#wait('the end of the connection', () => this.#end ?? undefined)
    const text = this.#bytes.toString('latin1')
    this.#bytes = NOTHING
    this.#note('S', text)
    return text
  }

  /** Shakes hands over the same socket; the name asked for is `localhost`. */
  async starttls(options: tls.ConnectionOptions): Promise<tls.TLSSocket> {
    this.#socket.removeAllListeners('data').pause()
    const secured = tls.connect({ servername: 'localhost', ...options, socket: this.#socket })
    this.#stream = secured
    this.#note('C', '<TLS handshake>')
    this.#listen(secured)
    await new Promise<void>((resolve, reject) => {
      const fail = (found: string) => {
        clearTimeout(timer)
        reject(this.#unexpected('a TLS handshake', found))
      }
      const timer = setTimeout(() => fail(`nothing more within ${this.#limitMs} ms`), this.#limitMs)
      secured.once('secureConnect', () => resolve(clearTimeout(timer)))
      secured.once('error', (error) => fail(error.message))
      secured.once('close', () => fail('the end of the connection'))
    })
    this.#note('S', `<${secured.getProtocol()}>`)
    return secured
  }

  /** The same with a TLS of one's own, which takes over the socket. */
  async secures(shakeHands: (socket: net.Socket) => Promise<Duplex>): Promise<void> {
    this.#socket.removeAllListeners('data')
    this.#note('C', '<TLS handshake>')
    this.#stream = await shakeHands(this.#socket).catch((error: Error) => {
      throw this.#unexpected('a TLS handshake', error.message)
    })
    this.#listen(this.#stream)
    this.#note('S', '<TLS>')
  }

  /** Sends a FIN; what the server still says can be heard. */
  ends(): void {
    this.#note('C', '<FIN>')
    this.#stream.end()
  }

  /** Sends a RST. */
  resets(): void {
    this.#note('C', '<RST>')
    this.#socket.resetAndDestroy()
  }

  /** Hands over what comes from now on. */
  feeds(sink: Readable): void {
    this.#stream.removeAllListeners('data').on('data', (bytes: Buffer) => sink.push(bytes))
  }

  /** Reads nothing from now on, so that the server's replies pile up. */
  stopsReading(): void {
    this.#stream.pause()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy()
    this.#socket.destroy()
    if (!this.#socket.closed) await once(this.#socket, 'close')
  }

  #listen(stream: Duplex): void {
    stream.on('data', (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes])
      this.#look()
    })
    stream.on('end', () => this.#ended('fin'))
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#ended(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'fin')
    })
    stream.on('close', () => this.#ended('fin'))
  }

  #ended(how: End): void {
    if (!this.#end) this.#note('S', `<${how.toUpperCase()}>`)
    this.#end ??= how
    this.#look()
  }

  #takeReply(): string[] | undefined {
    const lines: string[] = []
    for (let from = 0; ; ) {
      const end = this.#bytes.indexOf('\r\n', from)
      if (end < 0) return undefined
      const line = this.#bytes.toString('utf8', from, end)
      lines.push(line)
      from = end + 2
      if (/^\d{3}-/.test(line)) continue
      this.#bytes = this.#bytes.subarray(from)
      return lines
    }
  }

  #takeBytes(count: number): Buffer | undefined {
    if (this.#bytes.length < count) return undefined
    const taken = this.#bytes.subarray(0, count)
    this.#bytes = this.#bytes.subarray(count)
    return taken
  }

  #wait<T>(wanted: string, take: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer)
        this.#look = () => {}
      }
      const fail = (found: string) => {
        done()
        const rest = this.#bytes.length > 0 ? ` and ${JSON.stringify(this.#bytes.toString('latin1', 0, 500))}` : ''
        reject(this.#unexpected(wanted, found + rest))
      }
      const timer = setTimeout(() => fail(`nothing more within ${this.#limitMs} ms`), this.#limitMs)
      this.#look = () => {
        const taken = take()
        if (taken !== undefined) {
          done()
          resolve(taken)
        } else if (this.#end) fail(`the end of the connection (${this.#end})`)
      }
      this.#look()
    })
  }

  #unexpected(wanted: string, found: string): Error {
    return new Error(`Expected ${wanted}\nFound    ${found}\nThe dialogue so far:\n${this.dialogue}`)
  }

  #note(who: 'C' | 'S', text: string): void {
    const shown = text.length > 2000 ? `${text.slice(0, 2000)}... (${text.length} bytes)` : text
    for (const line of shown.replace(/\r\n$/, '').split('\r\n')) this.#dialogue.push(`  ${who}: ${line}`)
  }
}

function matches(glob: string, line: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(line)
}
