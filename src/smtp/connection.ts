// The one file that touches the internals of smtp-server (3.21.6, pinned): every command and reply passes through here.
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { Then } from '../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../transcript/contracts.ts'
import { looksLikeCredentials, REDACTED, redactCommand, redactResponse } from '../transcript/redaction.ts'
import { type Capabilities, readCapabilities } from './capabilities.ts'
import { CommandReader, type ReaderListener } from './command-reader.ts'
import { Content, parseBdat } from './content.ts'
import type { ConversationContext } from './conversation.ts'
import { receivedHeader } from './received.ts'
import { AUTH_MECHANISMS } from './replies.ts'
import type { Facts } from './rules.ts'
import { Speaker } from './speaker.ts'
import { nameOfStockReply } from './stock-replies.ts'

const FOREIGN = /^(?:(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|CONNECT|PATCH) \S+ (HTTP)\/\d|(SSH)-\d)/i
const NOT_SERVED = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', 'LHLO']

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
  #reader: CommandReader
  #secured: SecuredStream | null
  #capabilities: Capabilities
  #mechanism: string | null = null
  #authRefused = false
  /** After `then: silence`: commands are recorded, nothing is answered. */
  #mute = false
  /** A rule has answered already; the reply that smtp-server is about to give for the same thing is dropped. */
  #spoken = false
  #pipelined = false
  #content: Content | null = null

  constructor(stream: ServedStream, context: ConversationContext) {
    const host = hostOf(context)
    // Only the handful of members that SMTPConnection reads from its server: no listener, no logger, no TLS context.
    super(host as unknown as Host, stream as SMTPConnection['_socket'], {
      id: String(context.session),
      remoteAddress: context.from,
    })
    this.#context = context
    this.#options = host.options
    this.#secured = context.secured
    this.session.secure = this.secure = context.secured !== null
    this.#capabilities = readCapabilities(this.#ehloLines())
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
    if (!this.#speaker.refuses('connect', this.#facts())) this.#speaker.answer('greeting')
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
    if (this._nextHandler) return this.#takeResponse(text, line, done)
    const verb = (text.trimStart().split(/\s/, 1)[0] ?? '').toUpperCase()
    this.#record(text, verb)
    if (this.#mute) return done()
    const foreign = FOREIGN.exec(text)
    if (foreign) {
      const protocol = (foreign[1] ?? foreign[2] ?? '').toLowerCase()
      this.#context.append('smtp.foreign-protocol-received', { protocol, line: text.slice(0, 200) })
      return this.#speaker.answer('foreign-protocol', 'close')
    }
    if (verb === 'BDAT' && this.#capabilities.has('CHUNKING')) return this.#takeChunk(text, done)
    if (this.#speaker.refuses(verb === 'AUTH' ? 'AUTH-command' : verb, this.#factsAt(verb, line))) {
      this.#authRefused ||= verb === 'AUTH'
      return done()
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
      if (!this.#speaker.prompt(text, this.#facts())) this._nextHandler = false
      return
    }
    this.#authRefused ||= code >= 400 && this.#mechanism !== null
    const name = nameOfStockReply(code, text, context)
    this.#speaker.say((name && this.#context.plan.replies[name]) ?? [`${code} ${text}`])
  }

  override close(): void {
    this.#reader.detach()
    this.#speaker.close()
    super.close()
  }

  override _onClose(): void {
    this.#speaker.close()
    super._onClose()
  }

  override _onTimeout(): void {
    if (this._closing) return super._onTimeout()
    this.#context.append('smtp.timed-out', { afterMs: this.#context.plan.idleMs })
    if (this.#mute) this._socket.destroy()
    else this.#speaker.answer('timeout', 'close')
  }

  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    // People at a terminal and old devices leave out the angle brackets; every large server takes that.
    return super._parseAddressCommand(name, command.toString().replace(/^([^:]*:\s*)([^<\s]\S*)/, '$1<$2>'))
  }

  override _validateMailParams(parsed: MailParameters): MailParameterError {
    const body = parsed.args && parsed.args['BODY']
    const binary = typeof body === 'string' && body.toUpperCase() === 'BINARYMIME'
    if (!binary || !this.#capabilities.has('BINARYMIME')) return super._validateMailParams(parsed)
    return super._validateMailParams({ ...parsed, args: { ...parsed.args, BODY: '8BITMIME' } })
  }

  override _resetSession(): void {
    super._resetSession()
    this.#content = null
  }

  override _isSupported(command: string): boolean {
    return !NOT_SERVED.includes(command) && super._isSupported(command)
  }

  override handler_EHLO(line: Buffer, done: () => void): void {
    this.#hello(line, done, () => {
      const lines = this.#ehloLines()
      const said = this.#speaker.say(lines.map((text, at) => `250${at < lines.length - 1 ? '-' : ' '}${text}`))
      this.#promise(said.map((text) => text.slice(4)))
    })
  }

  override handler_HELO(line: Buffer, done: () => void): void {
    this.#hello(line, done, () => this.#speaker.answer('helo'))
  }

  override handler_QUIT(_line: Buffer, done: () => void): void {
    this.#speaker.answer('quit', 'close')
    done()
  }

  override handler_AUTH(line: Buffer, done: () => void): void {
    this.#authRefused = false
    this.#mechanism = mechanismOf(line)
    const offered = this.#capabilities.mechanisms
    this.#options.authMethods = AUTH_MECHANISMS.filter((mechanism) => offered.includes(mechanism))
    if (this.#options.authMethods.length > 0) return super.handler_AUTH(line, done)
    this.#authRefused = true
    this.#speaker.answer('auth-unavailable')
    done()
  }

  override handler_STARTTLS(line: Buffer, done: () => void): void {
    if (/\S\s+\S/.test(line.toString())) this.#speaker.answer('starttls-syntax')
    else if (this.secure) this.#speaker.answer('starttls-active')
    else if (!this.#context.plan.starttlsWorks) this.#speaker.answer('starttls-unavailable')
    else {
      this.#speaker.answer('starttls-ready')
      return this.#speaker.whenIdle(() => void this.#startTls())
    }
    done()
  }

  override handler_DATA(_line: Buffer, done: () => void): void {
    const { envelope } = this.session
    if (envelope.rcptTo.length === 0) this.#speaker.answer('need-rcpt')
    else if ((envelope.bodyType as string) === 'binarymime') this.#speaker.answer('binarymime-needs-bdat')
    else {
      this.#speaker.answer('data-go')
      const content = new Content(this.#context.plan.size)
      this.#content = content
      this.#reader.readDotContent(content.sink((resume) => this.#endOfContent(content, 'DATA', resume)))
    }
    done()
  }

  // What a session does beyond smtp-server.

  #hello(line: Buffer, done: () => void, reply: () => void): void {
    const name = line.toString().trim().split(/\s+/).slice(1).join(' ')
    if (name === '' && this.#context.plan.replies['hello-name-missing']) this.#speaker.answer('hello-name-missing')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    else if (name.length > 255 || /[\x00-\x1f\x7f]/.test(name)) this.#speaker.answer('hello-name-bad')
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
  }

  async #startTls(): Promise<void> {
    if (this._closing || this._closed || this.#mute) return
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
    this.#log(text, this.#context.showSecrets ? text : redactResponse(text), '')
    if (this.#mute) return done()
    handler.call(this, line, done)
  }

  #judgeCredentials(auth: Credentials, callback: AuthCallback): void {
    const { plan, append } = this.#context
    append('smtp.credentials-received', { mechanism: auth.method, user: auth.username, secured: this.secure })
    const { accounts } = plan
    const right = !accounts || accounts.some(({ user, pass }) => user === auth.username && provesPassword(auth, pass))
    if (!this.#speaker.refuses('AUTH', { ...this.#facts(), credentials: right ? 'right' : 'wrong' })) {
      return callback(null, { user: auth.username })
    }
    this.#authRefused = true
    this.#spoken = true
    callback(new Error('refused by a rule'))
  }

  #takeChunk(text: string, done: () => void): void {
    const chunk = parseBdat(text)
    if (!chunk) {
      this.#speaker.answer('bdat-syntax')
      return done()
    }
    const content = this.#content ?? new Content(this.#context.plan.size)
    // The bytes follow at once (RFC 3030 section 2), whether or not the command is going to be refused.
    this.#reader.readChunk(
      chunk.size,
      content.sink((resume) => {
        if (this.session.envelope.rcptTo.length === 0) this.#speaker.answer('need-rcpt')
        else if (!this.#speaker.refuses('BDAT', this.#facts())) {
          this.#content = content
          if (chunk.last) return this.#endOfContent(content, 'BDAT', resume)
          this.#speaker.answer('bdat-ok')
        }
        this.#speaker.whenIdle(resume)
      }),
    )
    done()
  }

  #endOfContent(content: Content, via: 'DATA' | 'BDAT', resume: () => void): void {
    const { append, identify } = this.#context
    const secured = this.secure
    append('smtp.content-received', { bytes: content.bytes, via, complete: true, secured })
    if (!this.#mute) {
      const recipients = this.session.envelope.rcptTo.map((recipient) => recipient.address)
      const about = { sender: this.#sender() ?? '', recipients, bytes: content.bytes, secured }
      const id = identify()
      this.#speaker.messageId = id
      if (content.tooBig) {
        append('smtp.message-refused', about)
        this.#speaker.answer('too-big')
      } else if (this.#speaker.refuses('message', this.#facts())) append('smtp.message-refused', about)
      else {
        this.#store(id, content, about.sender, recipients)
        append('smtp.message-accepted', { id, ...about, authenticated: Boolean(this.session.user) })
        this.#speaker.answer('message-ok')
      }
    }
    this._transactionCounter++
    this._resetSession()
    this.#speaker.whenIdle(resume)
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
      authenticated: Boolean(this.session.user),
      sender: this.#sender(),
      recipients: this.session.envelope.rcptTo.map((recipient) => recipient.address),
      mechanism: this.#mechanism,
      credentials: null,
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

  #record(text: string, verb: string): void {
    const stray = this.#authRefused && looksLikeCredentials(text)
    const line = stray ? REDACTED : redactCommand(text)
    this.#log(text, this.#context.showSecrets ? text : line, stray ? '' : verb)
  }

  #log(raw: string, line: string, verb: string): void {
    this.#context.log.commandArrived(raw, {
      line,
      verb,
      secured: this.secure,
      ...(this.#pipelined && { pipelined: true }),
      ...(line !== raw && { secret: true }),
    })
  }

  #newReader(): CommandReader {
    const { append, plan, looksLikeTls, readHello } = this.#context
    const listener: ReaderListener = {
      line: (line, pipelined, done) => {
        this.#pipelined = pipelined
        this._onCommand(line, done)
      },
      bareLf: (line) => append('smtp.bare-lf-received', { line: this._nextHandler ? REDACTED : excerpt(line) }),
      tooLong: (bytes) => {
        append('smtp.line-too-long', { bytes, limit: plan.lineLimit })
        this.#speaker.answer('line-too-long', 'close')
      },
      tlsBytes: (bytes) => {
        append('smtp.tls-record-received', { hello: readHello(bytes) })
        this.#speaker.answer('tls-record', 'close')
      },
      ended: (partial, inContent) => {
        if (partial.length > 0) {
          append('smtp.partial-line-received', { line: this._nextHandler ? REDACTED : excerpt(partial) })
        }
        const bytes = this.#content?.bytes ?? 0
        if (inContent) append('smtp.content-received', { bytes, via: 'DATA', complete: false, secured: this.secure })
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

  #write(bytes: Buffer, flushed: () => void): void {
    if (!this._upgrading && this._socket.writable) this._socket.write(bytes, flushed)
  }

  #follow(then: Exclude<Then, 'continue'>): void {
    if (then === 'close') this.close()
    else if (then === 'reset') this.#context.reset()
    else this.#mute = true
  }
}

/** The options of smtp-server that it still asks for at run time. */
interface HostOptions {
  hideSize: boolean
  hideDSN: boolean
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

function excerpt(line: Buffer): string {
  return redactCommand(line.toString().slice(0, 200))
}
