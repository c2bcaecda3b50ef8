// A TLS client that says what a test tells it to: whole messages from our codecs, or wrong bytes anywhere. RSA key exchange only.
import type { Socket } from 'node:net'
import { opening, type Protection, sealing, UNPROTECTED } from '../../../src/tls/scripted/protection.ts'
import { frameMessage, MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { suiteByName, VERSION_NUMBERS } from '../../../src/tls/wire/names.ts'
import { type ContentType, frameRecord, RecordReader, type TlsRecord } from '../../../src/tls/wire/record-reader.ts'
import { dial } from '../clients.ts'
import { ClientSide } from './client-side.ts'

export interface Offer {
  version: 'TLSv1' | 'TLSv1.2'
  suite: string
}

/** What has come back in all: alerts as level and number, text inside TLS, and how the server ended. */
export interface Heard {
  alerts: string[]
  text: string
  reset: boolean
}

export class RawTlsClient {
  readonly socket: Socket
  readonly version: number
  /** What was said, and the keys. */
  readonly side: ClientSide
  readonly #reader = new RecordReader()
  readonly #messages = new MessageReader()
  readonly #records: TlsRecord[] = []
  readonly #heard: Heard = { alerts: [], text: '', reset: false }
  #wake: () => void = () => {}
  #opening: Protection = UNPROTECTED
  sealing: Protection = UNPROTECTED

  private constructor(socket: Socket, { version, suite }: Offer) {
    this.socket = socket
    this.version = VERSION_NUMBERS[version]
    this.side = new ClientSide(this.version, suiteByName(suite)?.number ?? 0)
    socket.on('data', (chunk: Buffer) => this.#hear(chunk)).on('close', () => this.#wake())
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.#heard.reset ||= code === 'ECONNRESET'
    })
  }

  static async dial(port: number, offer: Offer): Promise<RawTlsClient> {
    return new RawTlsClient(await dial(port), offer)
  }

  /** Bytes as they are. */
  sendRaw(bytes: Buffer): void {
    this.socket.write(bytes)
  }

  /** One record, protected as it stands. */
  send(type: ContentType, fragment: Buffer, protection: Protection = this.sealing): void {
    this.sendRaw(frameRecord(type, this.version, protection.apply(type, this.version, fragment) ?? fragment))
  }

  /** A handshake message, which counts as said. */
  say(message: Buffer): void {
    this.send('handshake', this.side.say(message))
  }

  /** Sends a hello and takes the server's whole answer. */
  async greet(): Promise<void> {
    this.say(this.side.hello)
    for (;;) {
      const message = this.#messages.next()
      if (!message) {
        const record = await this.#next()
        if (record?.type !== 'handshake') throw new Error(`${record?.type} in the first flight of the server`)
        this.#messages.add(record.fragment)
        continue
      }
      this.side.hear(message)
      if (message.type === MESSAGE_TYPES['server-hello-done']) return
    }
  }

  /** The ClientKeyExchange with the secret that both will have, or with another body: then the keys are no common ones. */
  exchangeKeys(body: Buffer | null = null): void {
    this.say(body ? frameMessage('client-key-exchange', body) : this.side.keyExchange)
    this.side.makeKeys()
  }

  /** The ChangeCipherSpec; what follows is protected. */
  changeCipherSpec(): void {
    this.send('change-cipher-spec', Buffer.of(1))
    const { recipe, keys } = this.side
    if (keys) this.sealing = sealing(this.version, recipe, keys.client)
  }

  /** The whole handshake, up to the Finished of the server. */
  async shakeHands(): Promise<void> {
    await this.greet()
    this.exchangeKeys()
    this.changeCipherSpec()
    this.say(this.side.finished)
    const change = await this.#next()
    const { recipe, keys } = this.side
    if (change?.type !== 'change-cipher-spec' || !keys) throw new Error(`${change?.type} where the server had to end`)
    this.#opening = opening(this.version, recipe, keys.server)
    if ((await this.#next())?.type !== 'handshake') throw new Error('no Finished of the server')
  }

  /** Waits until the server has ended the connection, and gives what came until then. */
  async heard(): Promise<Heard> {
    while (await this.#next());
    return this.#heard
  }

  /** Waits until something with these words was said inside TLS. */
  async hears(words: string): Promise<void> {
    while (!this.#heard.text.includes(words)) {
      if (!(await this.#next())) throw new Error(`closed after ${JSON.stringify(this.#heard)}`)
    }
  }

  /** The next record in clear; null at the end of the connection. */
  async #next(): Promise<TlsRecord | null> {
    while (this.#records.length === 0) {
      if (this.socket.destroyed) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const { type, version, fragment: sealed } = this.#records.shift() as TlsRecord
    const fragment = this.#opening.apply(type, version, sealed)
    if (!fragment) throw new Error(`a record of the server that cannot be opened (${type})`)
    if (type === 'alert') this.#heard.alerts.push([...fragment].join(' '))
    if (type === 'application-data') this.#heard.text += fragment.toString('latin1')
    return { type, version, fragment }
  }

  #hear(chunk: Buffer): void {
    this.#reader.add(chunk)
    for (let record = this.#reader.next(); record; record = this.#reader.next()) this.#records.push(record)
    this.#wake()
  }
}
