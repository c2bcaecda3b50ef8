// One handshake as it stands: what was agreed, what was said, and the few things that nodes of a script may do.
import type { KeyObject } from 'node:crypto'
import type { ServedStream } from '../../transcript/contracts.ts'
import type { CertificateFacts, ClientHelloFacts } from '../../transcript/events.ts'
import type { FaultContext } from '../fault-context.ts'
import { hangUp } from '../hang-up.ts'
import type { HandshakeContext } from '../layer.ts'
import { WireError } from '../wire/byte-reader.ts'
import type { ClientHello } from '../wire/client-hello.ts'
import { certificate } from '../wire/handshake/certificate.ts'
import { certificateRequest } from '../wire/handshake/certificate-request.ts'
import { certificateStatus } from '../wire/handshake/certificate-status.ts'
import { finished } from '../wire/handshake/finished.ts'
import {
  type Codec,
  frameMessage,
  type HandshakeMessage,
  MESSAGE_TYPES,
  type MessageName,
  messageName,
} from '../wire/handshake/message.ts'
import { MessageReader } from '../wire/handshake/message-reader.ts'
import { serverHello } from '../wire/handshake/server-hello.ts'
import { serverKeyExchange } from '../wire/handshake/server-key-exchange.ts'
import { alertName } from '../wire/names.ts'
import type { TlsRecord } from '../wire/record-reader.ts'
import type { Agreement } from './agreement.ts'
import { alertFor, sendAlert } from './alerts.ts'
import type { Channel } from './channel.ts'
import { broken, TlsFailure } from './failure.ts'
import { type Randoms, type SessionKeys, SSL3, TLS1_2 } from './key-derivation.ts'
import type { ServerKey } from './key-exchange.ts'
import type { ServerMessages } from './server-messages.ts'

export class Conversation {
  readonly hello: ClientHello
  readonly helloFacts: ClientHelloFacts
  readonly agreement: Agreement
  readonly channel: Channel
  readonly context: HandshakeContext
  readonly #stream: ServedStream
  readonly randoms: Randoms
  /** The server's key for this session; made by the ServerKeyExchange, or by the one who reads its answer. */
  serverKey: ServerKey | null = null
  /** The signed key of the client's certificate; null when it showed none. */
  clientKey: KeyObject | null = null
  clientCertificate: CertificateFacts | null = null
  master: Buffer = Buffer.alloc(0)
  keys: SessionKeys | null = null
  /** Whether the end of the data is said with close_notify. */
  saysGoodbye = true
  readonly #messages = new MessageReader()
  readonly #said: Buffer[] = []

  constructor(fields: {
    hello: ClientHello
    helloFacts: ClientHelloFacts
    /** The hello as it came. */
    helloBytes: Buffer
    agreement: Agreement
    channel: Channel
    context: HandshakeContext
    randoms: Randoms
    /** What the records travel on. */
    stream: ServedStream
  }) {
    this.hello = fields.hello
    this.helloFacts = fields.helloFacts
    this.agreement = fields.agreement
    this.channel = fields.channel
    this.context = fields.context
    this.randoms = fields.randoms
    this.#stream = fields.stream
    this.#said.push(fields.helloBytes)
  }

  get version(): number {
    return this.agreement.version
  }

  /** All handshake messages so far, as the Finished messages cover them. */
  get said(): Buffer {
    return Buffer.concat(this.#said)
  }

  /** Sends a handshake message, which counts as said. */
  send<Name extends keyof ServerMessages>(name: Name, fields: ServerMessages[Name]): void {
    const bytes = frameMessage(name, this.#codec(name).encode(fields))
    // RFC 5246 section 7.4.1.1: a HelloRequest is not part of the handshake.
    if (name !== 'hello-request') this.#said.push(bytes)
    if (name === 'certificate') this.context.showed?.('server', this.agreement.identity?.chain ?? [])
    this.channel.send('handshake', bytes)
  }

  /** The next handshake message, which has to be of this kind; `body` is what follows its header. */
  async receive(name: MessageName): Promise<Buffer> {
    const message = await this.receiveAny()
    if (message.type !== MESSAGE_TYPES[name]) throw unexpected(messageName(message.type), name)
    return message.body
  }

  /** Whatever handshake message comes next. Alerts of the client are told and, if fatal, end the handshake. */
  async receiveAny(): Promise<HandshakeMessage> {
    for (;;) {
      const message = this.#nextMessage()
      if (message) {
        this.#said.push(message.bytes)
        return message
      }
      const record = await this.channel.next()
      if (record.type === 'handshake') this.#messages.add(record.fragment)
      else if (record.type !== 'alert') throw unexpected(`a record of type ${record.type}`, 'a handshake message')
      // SSL 3.0: a client without a certificate says so in a warning, and sends no empty list (RFC 6101 section 5.5).
      else if (this.#hearAlert(record) === 'no_certificate' && this.version === SSL3) return NO_CERTIFICATE
    }
  }

  /** Waits for the ChangeCipherSpec, which is no handshake message (RFC 5246 section 7.1). */
  async receiveChangeCipherSpec(): Promise<void> {
    if (this.#messages.open) throw unexpected('more handshake bytes', 'change_cipher_spec')
    for (;;) {
      const record = await this.channel.next()
      if (record.type === 'alert') {
        this.#hearAlert(record)
        continue
      }
      if (record.type !== 'change-cipher-spec')
        throw unexpected(`a record of type ${record.type}`, 'change_cipher_spec')
      if (record.fragment.length !== 1 || record.fragment[0] !== 1) {
        throw broken('illegal_parameter', 'a change_cipher_spec that does not hold the one byte 1')
      }
      return
    }
  }

  /** Sends an alert and tells it. */
  alert(level: 'warning' | 'fatal', name: string): void {
    this.alertNumber(level, alertFor(name, this.version))
  }

  alertNumber(level: 'warning' | 'fatal', number: number): void {
    sendAlert(this.channel, level, number, this.context.append)
  }

  /** Ends the connection behind what was sent. */
  hangUp(): void {
    hangUp(this.leave('').stream, this.context.clock)
  }

  /** Leaves the bare connection to a fault that takes it over. */
  leave(fault: string): FaultContext {
    const { append, clock, reset } = this.context
    this.channel.uncork()
    this.channel.detach()
    return { stream: this.#stream, append, clock, reset, played: (detail) => this.played(fault, detail) }
  }

  /** Tells that a fault of the scenario was played. */
  played(fault: string, detail: string): void {
    this.context.append('tls.fault-played', { fault, detail })
  }

  #nextMessage() {
    try {
      return this.#messages.next()
    } catch (error) {
      if (error instanceof WireError) throw broken('illegal_parameter', error.message)
      throw error
    }
  }

  /** Tells an alert of the client and gives its name. Throws TlsFailure when nothing can follow it. */
  #hearAlert({ fragment }: TlsRecord): string {
    const [level, number] = fragment
    if (fragment.length !== 2 || (level !== 1 && level !== 2)) throw broken('decode_error', 'an alert that is none')
    const name = alertName(number as number)
    const fatal = level === 2
    this.context.append('tls.alert-received', {
      level: fatal ? 'fatal' : 'warning',
      number: number as number,
      name,
      inferred: false,
    })
    if (fatal) throw new TlsFailure('client-alert', null, `the client sent the alert ${name}`)
    if (name === 'close_notify') {
      this.context.clientEnded?.('fin')
      throw new TlsFailure('client-closed', null, 'the client said close_notify inside the handshake')
    }
    return name
  }

  #codec<Name extends keyof ServerMessages>(name: Name): Codec<ServerMessages[Name]> {
    const withScheme = this.version >= TLS1_2
    const { exchange, authentication } = this.agreement.recipe
    const codecs: { [Each in keyof ServerMessages]: Codec<ServerMessages[Each]> } = {
      'hello-request': NOTHING,
      'server-hello': serverHello,
      certificate,
      'certificate-status': certificateStatus,
      'server-key-exchange': serverKeyExchange(exchange, { anonymous: authentication === null, withScheme }),
      'certificate-request': certificateRequest({ withSchemes: withScheme }),
      'server-hello-done': NOTHING,
      finished: finished(this.version === SSL3 ? 36 : 12),
    }
    return codecs[name]
  }
}

function unexpected(found: string, due: string): TlsFailure {
  return broken('unexpected_message', `${found} where ${due} was due`)
}

const NO_CERTIFICATE: HandshakeMessage = { type: MESSAGE_TYPES.certificate, body: Buffer.alloc(3) }

const NOTHING: Codec<null> = { encode: () => Buffer.alloc(0), decode: () => null }
