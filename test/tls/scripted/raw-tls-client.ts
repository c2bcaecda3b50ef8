// A TLS client that says what a test tells it to: whole messages from our codecs, or wrong bytes anywhere. RSA key exchange only.
import { constants, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  masterSecret,
  type Randoms,
  type SessionKeys,
  sessionKeys,
  verifyData,
} from '../../../src/tls/scripted/key-derivation.ts'
import { opening, type Protection, sealing, UNPROTECTED } from '../../../src/tls/scripted/protection.ts'
import { recipeOf, type SuiteRecipe } from '../../../src/tls/scripted/suites.ts'
import { ByteWriter } from '../../../src/tls/wire/byte-writer.ts'
import { certificate } from '../../../src/tls/wire/handshake/certificate.ts'
import { clientKeyExchange } from '../../../src/tls/wire/handshake/client-key-exchange.ts'
import { frameMessage, MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../../../src/tls/wire/handshake/server-hello.ts'
import { suiteByName, VERSION_NUMBERS } from '../../../src/tls/wire/names.ts'
import { type ContentType, frameRecord, RecordReader, type TlsRecord } from '../../../src/tls/wire/record-reader.ts'
import { dial } from '../clients.ts'

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
  readonly recipe: SuiteRecipe
  readonly #randoms: Randoms = { client: randomBytes(32), server: Buffer.alloc(0) }
  readonly #said: Buffer[] = []
  readonly #reader = new RecordReader()
  readonly #messages = new MessageReader()
  readonly #records: TlsRecord[] = []
  readonly #heard: Heard = { alerts: [], text: '', reset: false }
  #wake: () => void = () => {}
  #opening: Protection = UNPROTECTED
  #serverKey: X509Certificate | null = null
  #premaster: Buffer = Buffer.alloc(0)
  master: Buffer = Buffer.alloc(0)
  keys: SessionKeys | null = null
  sealing: Protection = UNPROTECTED

  private constructor(socket: Socket, { version, suite }: Offer) {
    const known = suiteByName(suite)
    const recipe = known && recipeOf(known)
    if (!recipe) throw new RangeError(suite)
    this.socket = socket
    this.version = VERSION_NUMBERS[version]
    this.recipe = recipe
    socket.on('data', (chunk: Buffer) => this.#hear(chunk)).on('close', () => this.#wake())
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.#heard.reset ||= code === 'ECONNRESET'
    })
  }

  static async dial(port: number, offer: Offer): Promise<RawTlsClient> {
    return new RawTlsClient(await dial(port), offer)
  }

  get hello(): Buffer {
    const body = new ByteWriter().uint(2, this.version).bytes(this.#randoms.client).vector(1, Buffer.alloc(0))
    body.vector(2, new ByteWriter().uint(2, this.recipe.suite.number)).vector(1, Buffer.of(0))
    return frameMessage('client-hello', body.done())
  }

  get encryptedPremaster(): Buffer {
    const key = this.#serverKey?.publicKey
    if (!key) throw new Error('no certificate yet')
    this.#premaster = Buffer.from([this.version >> 8, this.version & 0xff, ...randomBytes(46)])
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, this.#premaster)
  }

  get finished(): Buffer {
    const said = Buffer.concat(this.#said)
    return frameMessage('finished', verifyData(this.version, this.recipe, this.master, 'client', said))
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
    this.#said.push(message)
    this.send('handshake', message)
  }

  /** Sends a hello and takes the server's whole answer. */
  async greet(): Promise<void> {
    this.say(this.hello)
    for (;;) {
      const message = this.#messages.next()
      if (!message) {
        const record = await this.#next()
        if (record?.type !== 'handshake') throw new Error(`${record?.type} in the first flight of the server`)
        this.#messages.add(record.fragment)
        continue
      }
      this.#said.push(message.bytes)
      if (message.type === MESSAGE_TYPES['server-hello']) this.#randoms.server = serverHello.decode(message.body).random
      if (message.type === MESSAGE_TYPES.certificate) {
        this.#serverKey = new X509Certificate(certificate.decode(message.body)[0] as Buffer)
      }
      if (message.type === MESSAGE_TYPES['server-hello-done']) return
    }
  }

  /** The ClientKeyExchange with the secret that both will have, or with another body: then the keys are no common ones. */
  exchangeKeys(body: Buffer | null = null): void {
    const right = clientKeyExchange('rsa').encode(this.encryptedPremaster)
    this.say(frameMessage('client-key-exchange', body ?? right))
    this.master = masterSecret(this.version, this.recipe, this.#premaster, this.#randoms, null)
    this.keys = sessionKeys(this.version, this.recipe, this.master, this.#randoms)
  }

  /** The ChangeCipherSpec; what follows is protected. */
  changeCipherSpec(): void {
    this.send('change-cipher-spec', Buffer.of(1))
    if (this.keys) this.sealing = sealing(this.version, this.recipe, this.keys.client)
  }

  /** The whole handshake, up to the Finished of the server. */
  async shakeHands(): Promise<void> {
    await this.greet()
    this.exchangeKeys()
    this.changeCipherSpec()
    this.say(this.finished)
    const change = await this.#next()
    if (change?.type !== 'change-cipher-spec' || !this.keys)
      throw new Error(`${change?.type} where the server had to end`)
    this.#opening = opening(this.version, this.recipe, this.keys.server)
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
