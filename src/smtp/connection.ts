// The one file that touches the internals of smtp-server (3.21.6, pinned): every command and reply passes through here.
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { Then } from '../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../transcript/contracts.ts'
import { type Capabilities, readCapabilities } from './capabilities.ts'
import { certificateProblem } from './certificate-problem.ts'
import { CommandLog } from './command-log.ts'
import { CommandReader, type ReaderListener } from './command-reader.ts'
import { Content, parseBdat } from './content.ts'
import type { ConversationContext } from './conversation.ts'
import { headerFields } from './header-fields.ts'
import { receivedHeader } from './received.ts'
import { AUTH_MECHANISMS, type ReplyName } from './replies.ts'
import type { Facts } from './rules.ts'
import { Speaker } from './speaker.ts'
import { nameOfStockReply } from './stock-replies.ts'

const FOREIGN = /^(?:(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|CONNECT|PATCH) .+ (HTTP)\/\d|(SSH)-\d)/i
const NOT_SERVED = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', 'LHLO']

/** A rule has refused, whatever its words are. */
const REFUSED = 500

type Host = SMTPConnection['_server']
type Parser = ReturnType<SMTPConnection['_createParser']>
type Handler = (line: Buffer, done: () => void) => void
type MailParameters = Parameters<SMTPConnection['_validateMailParams']>[0]
type MailParameterError = ReturnType<SMTPConnection['_validateMailParams']>
type ParsedAddress = ReturnType<SMTPConnection['_parseAddressCommand']>

/**
 * One session. smtp-server parses MAIL, RCPT and AUTH and keeps the state of the transaction; what is said, when it
 * is said and what follows comes from the plan, through the speaker.
 */
export class ScriptedConnection extends SMTPConnection {
  readonly #context: ConversationContext
  readonly #options: HostOptions
  readonly #speaker: Speaker
  readonly #log: CommandLog
  readonly #failed: (error: unknown) => void
  #reader: CommandReader
  #secured: SecuredStream | null
  #capabilities: Capabilities = readCapabilities([])
  #mechanism: string | null = null
  /** After `then: silence`: commands are recorded, nothing is answered. */
  #mute = false
  /** A rule has answered already; the reply that smtp-server is about to give for the same thing is dropped. */
  #spoken = false
  #pipelined = false
  /** What was told of bare LF: once per session for commands, for content, and for each kind of end. */
  readonly #toldBareLf = new Set<string>()
  /** The message on its way in, over one DATA or several BDAT. */
  #content: Content | null = null

  /** `failed` hears of mistakes of ours. */
  constructor(stream: ServedStream, context: ConversationContext, failed: (error: unknown) => void) {
    const host = hostOf(context)
    // Only the handful of members that SMTPConnection reads from its server: no listener, no logger, no TLS context.
    super(host as unknown as Host, stream as SMTPConnection['_socket'], {
      id: String(context.session),
      remoteAddress: context.from,
    })
    this.#context = context
    this.#options = host.options
    this.#log = new CommandLog(context)
    this.#failed = failed
    this.#secured = context.secured
    this.session.secure = this.secure = context.secured !== null
    this.#promise(this.#ehloLines())
    this._maxAllowedUnauthenticatedCommands = false
    const connection = this
    this.#speaker = new Speaker(
      context,
      {
        get secured() {
          return connection.#secured
        },
        get client() {
          return connection.hostNameAppearsAs || ''
        },
      },
      { write: (bytes, flushed) => this.#write(bytes, flushed), follow: (then) => this.#follow(then) },
    )
    this.#reader = this.#newReader()
    host.onAuth = (auth, _session, callback) => this.#judgeCredentials(auth, callback)
    // An error of the socket is the client's doing; session.closed tells of it.
    this.on('error', () => {})
  }

  // The seams of smtp-server, in the order in which a session meets them.

  override init(): void {
    this._setClientHostname('')
    this._resetSession()
    this._ready = true
    this.#listen(this._socket)
    if (!this.#speaker.refuses('connect', this.#facts())) this.#answer('greeting')
    this.#speaker.whenIdle(() => {
      // Nothing is read before the greeting, so what waits now came too early.
      const early = this.#reader.waiting
      if (early > 0) this.#context.append('smtp.talked-before-greeting', { bytes: early })
      this.#reader.resume()
    })
  }

  // The reader of bytes is ours and no stream: smtp-server only ever marks its parser as closed and unpipes it.
  override _createParser(): Parser {
    return { isClosed: false, _dataMode: false } as unknown as Parser
  }

  override _onCommand(line: Buffer, next: () => void = () => {}): void {
    const done = () => this.#speaker.whenIdle(() => this._whenWritable(next))
    const text = line.toString()
    if (this._nextHandler) return void this.#takeResponse(text, line, done)
    const verb = (text.trimStart().split(/\s/, 1)[0] ?? '').toUpperCase()
    this.#log.command(text, verb, { secured: this.secure, pipelined: this.#pipelined })
    if (this.#mute) return void this.#ignore(text, done)
    const foreign = FOREIGN.exec(text)
    if (foreign) {
      const protocol = (foreign[1] ?? foreign[2] ?? '').toLowerCase()
      this.#context.append('smtp.foreign-protocol-received', { protocol, line: text.slice(0, 200) })
      return void this.#answer('foreign-protocol', 'close')
    }
    if (verb === 'BDAT' && this.#capabilities.has('CHUNKING')) return void this.#takeChunk(text, done)
    if (this.#speaker.refuses(verb === 'AUTH' ? 'AUTH-command' : verb, this.#factsAt(verb, line))) {
      this.#log.answered(REFUSED)
      return void done()
    }
    if (NOT_SERVED.includes(verb)) {
      this.#answer('unknown-command')
      return void done()
    }
    this._unrecognizedCommands = 0
    super._onCommand(text.startsWith(' ') ? Buffer.from(text.trimStart()) : line, done)
  }

  /** All of smtp-server's own replies come through here; the plan's text for the same moment goes out instead. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (this.#spoken) {
      this.#spoken = false
      return
    }
    const text = Array.isArray(data) ? data.join(' ') : (data ?? '')
    if (code === 334) {
      if (this.#speaker.prompt(text, this.#facts())) return
      this._nextHandler = false
      this.#log.answered(REFUSED)
      return
    }
    this.#log.answered(code)
    this.#answer(nameOfStockReply(code, text, context) ?? 'internal-error')
  }

  override close(): void {
    this.#reader.detach()
    this.#speaker.close()
    super.close()
  }

  override _onClose(): void {
    this.#dropContent()
    this.#speaker.close()
    super._onClose()
  }

  override _onTimeout(): void {
    if (this._closing) return void super._onTimeout()
    // A reply has its delay: it is not the client who is late.
    if (this.#speaker.busy) return
    this.#context.append('smtp.timed-out', { afterMs: this.#context.plan.idleMs })
    if (this.#mute) this._socket.destroy()
    else this.#answer('timeout', 'close')
  }

  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    // People at a terminal and old devices leave out the angle brackets; every large server takes that.
    return super._parseAddressCommand(name, command.toString().replace(/^([^:]*:\s*)([^<\s]\S*)/, '$1<$2>'))
  }

  override _validateMailParams(parsed: MailParameters): MailParameterError {
    const body = parsed.args ? parsed.args.BODY : undefined
    const binary = typeof body === 'string' && body.toUpperCase() === 'BINARYMIME'
    if (!binary || !this.#capabilities.has('BINARYMIME')) return super._validateMailParams(parsed)
    return super._validateMailParams({ ...parsed, args: { ...parsed.args, BODY: '8BITMIME' } })
  }

  override _resetSession(): void {
    super._resetSession()
    this.#dropContent()
  }

  override handler_EHLO(line: Buffer, done: () => void): void {
    this.#hello(line, done, () => {
      const lines = this.#ehloLines()
      const said = this.#speaker.say(lines.map((text, at) => `250${at < lines.length - 1 ? '-' : ' '}${text}`))
      this.#promise(said.map((text) => text.slice(4)))
    })
  }

  override handler_HELO(line: Buffer, done: () => void): void {
    this.#hello(line, done, () => this.#answer('helo'))
  }

  override handler_QUIT(_line: Buffer, done: () => void): void {
    this.#answer('quit', 'close')
    done()
  }

  override handler_AUTH(line: Buffer, done: () => void): void {
    this.#mechanism = mechanismOf(line)
    const offered = this.#capabilities.mechanisms
    this.#options.authMethods = AUTH_MECHANISMS.filter((mechanism) => offered.includes(mechanism))
    const refusal =
      this.#options.authMethods.length === 0 ? 'auth-unavailable' : this.#mechanism === '' && 'auth-syntax'
    if (!refusal) return void super.handler_AUTH(line, done)
    this.#log.answered(REFUSED)
    this.#answer(refusal)
    done()
  }

  override handler_STARTTLS(line: Buffer, done: () => void): void {
    if (/\S\s+\S/.test(line.toString())) this.#answer('starttls-syntax')
    else if (this.secure) this.#answer('starttls-active')
    else if (!this.#context.plan.starttlsWorks) this.#answer('starttls-unavailable')
    else {
      this.#answer('starttls-ready')
      return void this.#speaker.whenIdle(() => {
        if (this.#mute) done()
        else this.#startTls().catch(this.#failed)
      })
    }
    done()
  }

  override handler_DATA(_line: Buffer, done: () => void): void {
    const { envelope } = this.session
    if (envelope.rcptTo.length === 0) this.#answer('need-rcpt')
    else if (this.#content?.via === 'BDAT') this.#answer('data-after-bdat')
    else if ((envelope.bodyType as string) === 'binarymime') this.#answer('binarymime-needs-bdat')
    else {
      this.#answer('data-go')
      const content = new Content('DATA', this.#options.size)
      this.#content = content
      this.#reader.readDotContent(content.sink((resume) => this.#endOfContent(content, resume)))
    }
    done()
  }

  // What a session does beyond smtp-server.

  #hello(line: Buffer, done: () => void, reply: () => void): void {
    const name = line.toString().trim().split(/\s+/).slice(1).join(' ')
    if (name === '' && this.#context.plan.replies['hello-name-missing']) this.#answer('hello-name-missing')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    else if (name.length > 255 || /[\x00-\x1f\x7f]/.test(name)) this.#answer('hello-name-bad')
    else {
      this.hostNameAppearsAs = name === '' ? `[${this.#context.from}]` : name
      this._resetSession()
      reply()
    }
    done()
  }

  #ehloLines(): readonly string[] {
    return this.#secured ? this.#context.plan.ehlo.tls : this.#context.plan.ehlo.plain
  }

  /** From now on works what the EHLO answer said, whoever wrote that answer. */
  #promise(lines: readonly string[]): void {
    this.#capabilities = readCapabilities(lines)
    this.#options.hideDSN = !this.#capabilities.has('DSN')
    this.#options.hideSize = !this.#capabilities.has('SIZE')
    this.#options.size = this.#capabilities.size ?? this.#context.plan.size
  }

  async #startTls(): Promise<void> {
    if (this._closing || this._closed) return
    // A FIN that came behind STARTTLS while its reply had a delay.
    if (this._socket.readableEnded) return void this.close()
    const { append, looksLikeTls, secure } = this.#context
    const plain = this._socket
    const early = Buffer.concat([this.#reader.detach(), (plain.read() as Buffer | null) ?? Buffer.alloc(0)])
    if (early.length > 0) {
      const kind = looksLikeTls(early) ? 'tls' : 'commands'
      append('smtp.pipelined-behind-starttls', { bytes: early.length, kind })
      if (kind === 'tls') plain.unshift(early)
    }
    plain.off('close', this.#onClosed).off('timeout', this.#onIdle).setTimeout(0)
    this._upgrading = true
    const secured = await secure(plain)
    this._upgrading = false
    if (!secured) return this._onClose()
    // RFC 3207 section 4.2: what was learned before TLS is forgotten.
    this.#secured = secured
    this._socket = secured.stream as SMTPConnection['_socket']
    this.session.secure = this.secure = true
    this.session.user = undefined
    this.hostNameAppearsAs = false
    this.openingCommand = false
    this.#mechanism = null
    this.#promise(this.#ehloLines())
    this._resetSession()
    this.#reader = this.#newReader()
    this.#listen(this._socket)
    this.#reader.resume()
  }

  /** A line of an AUTH exchange. */
  #takeResponse(text: string, line: Buffer, done: () => void): void {
    const handler = this._nextHandler as Handler
    this._nextHandler = false
    this.#log.response(text, { secured: this.secure, pipelined: this.#pipelined })
    if (this.#mute) return void done()
    handler.call(this, line, done)
  }

  #judgeCredentials(auth: Credentials, callback: AuthCallback): void {
    const { plan, append } = this.#context
    append('smtp.credentials-received', { mechanism: auth.method, user: auth.username, secured: this.secure })
    const { accounts } = plan
    const right = !accounts || accounts.some(({ user, pass }) => user === auth.username && provesPassword(auth, pass))
    if (!this.#speaker.refuses('AUTH', { ...this.#facts(), credentials: right ? 'right' : 'wrong' })) {
      return void callback(null, { user: auth.username })
    }
    this.#log.answered(REFUSED)
    this.#spoken = true
    callback(new Error('refused by a rule'))
  }

  #takeChunk(text: string, done: () => void): void {
    const chunk = parseBdat(text)
    if (!chunk) {
      this.#answer('bdat-syntax')
      return void done()
    }
    const content = this.#content ?? this.#newChunkedContent()
    this.#content = content
    // The bytes follow at once (RFC 3030 section 2), whether or not the command is going to be refused.
    this.#reader.readChunk(
      chunk.size,
      content.sink((resume) => {
        // The chunks behind a refused one must not make a message by themselves (RFC 3030 section 2).
        if (this.#speaker.refuses('BDAT', this.#facts())) this._resetSession()
        else if (this.session.envelope.rcptTo.length === 0) {
          this.#answer('need-rcpt')
          this.#dropContent()
        } else if (chunk.last) return this.#endOfContent(content, resume)
        else this.#answer('bdat-ok')
        this.#speaker.whenIdle(resume)
      }),
    )
    done()
  }

  /** RFC 3030 section 3: only a body that was declared as binary may hold line ends that are none. */
  #newChunkedContent(): Content {
    const binary = (this.session.envelope.bodyType as string) === 'binarymime'
    return new Content('BDAT', this.#options.size, binary ? null : (contentLine) => this.#tellBareLf({ contentLine }))
  }

  #tellBareLf({ line = null, contentLine }: { line?: string | null; contentLine?: number }): void {
    this.#tellOnce(contentLine === undefined ? 'command' : 'content', () =>
      this.#context.append('smtp.bare-lf-received', {
        line,
        secured: this.secure,
        ...(contentLine !== undefined && { contentLine }),
      }),
    )
  }

  #tellOnce(what: string, tell: () => void): void {
    if (this.#toldBareLf.has(what)) return
    this.#toldBareLf.add(what)
    tell()
  }

  #endOfContent(content: Content, resume: () => void): void {
    const { append, identify } = this.#context
    const secured = this.secure
    append('smtp.content-received', { bytes: content.bytes, via: content.via, complete: true, secured })
    this.#content = null
    if (!this.#mute) {
      const recipients = this.session.envelope.rcptTo.map((recipient) => recipient.address)
      const envelope = { sender: this.#sender() ?? '', recipients }
      const about = { ...envelope, bytes: content.bytes, secured, ...headerFields(content.start()) }
      const id = identify()
      this.#speaker.messageId = id
      if (content.tooBig) {
        append('smtp.message-refused', about)
        this.#answer('too-big')
      } else if (this.#speaker.refuses('message', this.#facts())) append('smtp.message-refused', about)
      else {
        this.#store(id, content, envelope.sender, recipients)
        append('smtp.message-accepted', { id, ...about, authenticated: Boolean(this.session.user) })
        this.#answer('message-ok')
      }
    }
    this._transactionCounter++
    this._resetSession()
    this.#speaker.whenIdle(resume)
  }

  /** Tells of content that arrived and made no message. */
  #dropContent(): void {
    const content = this.#content
    this.#content = null
    if (!content || (content.bytes === 0 && content.via === 'BDAT')) return
    const { bytes, via } = content
    this.#context.append('smtp.content-received', { bytes, via, complete: false, secured: this.secure })
  }

  #store(id: string, content: Content, sender: string, recipients: string[]): void {
    const { plan, from, clock, session, store } = this.#context
    const secured = this.#secured
    const header = receivedHeader({
      id,
      hostname: plan.hostname,
      client: this.hostNameAppearsAs || null,
      from,
      protocol: this._transmissionType(),
      tls: secured,
      clientCertificateAsked: secured?.clientCertificateAsked ?? false,
      clientCertificate: secured?.clientCertificate ?? null,
      recipients,
      at: clock.date(),
    })
    const raw = Buffer.concat([Buffer.from(`Return-Path: <${sender}>\r\n${header}`), content.raw()])
    store({ id, session, sender, recipients, raw, secured: this.secure })
  }

  // What the rules ask, what the log says, what the socket does.

  #facts(): Facts {
    const { session, from, versionRank } = this.#context
    const secured = this.#secured
    const certificate = secured?.clientCertificate
    return {
      session,
      from,
      tls: secured && { versionRank: versionRank(secured.version), bits: secured.bits },
      clientCertificate: certificate ? (certificate.trusted ? 'trusted' : 'untrusted') : 'none',
      certificateProblem: certificateProblem(certificate?.problem ?? null),
      authenticated: Boolean(this.session.user),
      sender: this.#sender(),
      recipients: this.session.envelope.rcptTo.map((recipient) => recipient.address),
      mechanism: this.#mechanism,
      credentials: null,
      sentAhead: this.#reader.waiting > 0,
      connections: this.#context.connections,
    }
  }

  /** At MAIL and RCPT the address is still in the line, at AUTH the mechanism. */
  #factsAt(verb: string, line: Buffer): Facts {
    const facts = this.#facts()
    if (verb === 'AUTH') return { ...facts, mechanism: mechanismOf(line) }
    if (verb !== 'MAIL' && verb !== 'RCPT') return facts
    const parsed = this._parseAddressCommand(verb === 'MAIL' ? 'mail from' : 'rcpt to', line)
    if (verb === 'MAIL') return { ...facts, sender: parsed ? parsed.address : null }
    return { ...facts, recipients: parsed ? [parsed.address] : [] }
  }

  #sender(): string | null {
    const { mailFrom } = this.session.envelope
    return mailFrom ? mailFrom.address : null
  }

  #answer(name: ReplyName, then: Then = 'continue'): void {
    this.#speaker.answer(name, then)
  }

  /** After `then: silence`: the bytes of a chunk are still no commands. */
  #ignore(text: string, done: () => void): void {
    const chunk = this.#capabilities.has('CHUNKING') ? parseBdat(text) : null
    if (chunk) this.#reader.readChunk(chunk.size, { write() {}, done: (resume) => resume() })
    done()
  }

  /** The last words to what cannot be read on. */
  #turnAway(name: ReplyName): void {
    if (!this.#mute) return void this.#answer(name, 'close')
    this.#reader.detach()
    this._socket.on('end', () => this.close()).resume()
  }

  #excerpt(line: Buffer, whole: boolean): string {
    return this.#log.excerpt(line.toString(), { whole, inExchange: this._nextHandler !== false })
  }

  #newReader(): CommandReader {
    const { append, plan, looksLikeTls, readHello } = this.#context
    const listener: ReaderListener = {
      line: (line, pipelined, done) => {
        this.#pipelined = pipelined
        try {
          this._onCommand(line, done)
        } catch (error) {
          this.#failed(error)
        }
      },
      bareLf: (line) => this.#tellBareLf({ line: this.#excerpt(line, true) }),
      contentBareLf: (contentLine) => this.#tellBareLf({ contentLine }),
      bareLfEnd: (end) =>
        this.#tellOnce(end.sequence, () => append('smtp.bare-lf-end-received', { ...end, secured: this.secure })),
      tooLong: (bytes) => {
        append('smtp.line-too-long', { bytes, limit: plan.lineLimit })
        this.#turnAway('line-too-long')
      },
      tlsBytes: (bytes) => {
        const hello = readHello(bytes)
        if (hello === undefined) return 'more'
        append('smtp.tls-record-received', { hello })
        this.#turnAway('tls-record')
        return 'enough'
      },
      // A client that has left is not kept for the rest of a delay.
      leaving: () => this.#speaker.hurry(),
      ended: (partial) => {
        if (looksLikeTls(partial)) append('smtp.tls-record-received', { hello: null })
        else if (partial.length > 0) append('smtp.partial-line-received', { line: this.#excerpt(partial, false) })
        this.#dropContent()
        this.#speaker.whenIdle(() => this.close())
      },
    }
    return new CommandReader(listener, plan.lineLimit, looksLikeTls)
  }

  #listen(socket: SMTPConnection['_socket']): void {
    socket.on('close', this.#onClosed).on('error', this.#onFailed).on('timeout', this.#onIdle)
    socket.setTimeout(this.#context.plan.idleMs)
    this.#reader.attach(socket)
  }

  readonly #onClosed = (): void => this._onClose()
  readonly #onFailed = (error: Error): void => this._onError(error)
  readonly #onIdle = (): void => this._onTimeout()

  #write(bytes: Buffer, flushed: () => void): boolean {
    const open = !this._upgrading && this._socket.writable
    if (open) this._socket.write(bytes, flushed)
    return open
  }

  #follow(then: Exclude<Then, 'continue'>): void {
    if (then === 'close') this.close()
    else if (then === 'reset') {
      // What the client has sent ahead is not carried out any more.
      this.#reader.detach()
      this.#context.reset()
    } else this.#mute = true
  }
}

/** The options of smtp-server that it still asks for at run time. */
interface HostOptions {
  hideSize: boolean
  hideDSN: boolean
  size: number
  authMethods: string[]
  [option: string]: unknown
}

interface Credentials {
  method: string
  username: string
  password?: string
  accessToken?: string
  validatePassword?: (password: string) => boolean
}

type AuthCallback = (error: Error | null, response?: { user: string }) => void

function hostOf({ plan }: ConversationContext) {
  const quiet = () => {}
  const accept = (_address: unknown, _session: unknown, callback: () => void) => callback()
  const options: HostOptions = {
    name: plan.hostname,
    size: plan.size,
    hideSize: false,
    hideDSN: false,
    hideREQUIRETLS: true,
    authMethods: [],
    authOptional: true,
    allowInsecureAuth: true,
    lenientAddressParsing: true,
    disabledCommands: [],
  }
  return {
    options,
    logger: { debug: quiet, info: quiet, error: quiet },
    connections: new Set(),
    onAuth: (_auth: Credentials, _session: unknown, _callback: AuthCallback) => {},
    onMailFrom: accept,
    onRcptTo: accept,
    onClose: quiet,
  }
}

function provesPassword(auth: Credentials, password: string): boolean {
  if (auth.validatePassword) return auth.validatePassword(password)
  return (auth.password ?? auth.accessToken) === password
}

function mechanismOf(line: Buffer): string {
  return (line.toString().trim().split(/\s+/)[1] ?? '').toUpperCase()
}
