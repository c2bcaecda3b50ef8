// A client of a few lines for what no real client can be made to send: right flights, one by one, to be spoilt by the caller.
import type { Duplex } from 'node:stream'
import { opening, type Protection, sealing, UNPROTECTED } from '../../../src/tls/scripted/protection.ts'
import { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { type ContentType, frameRecord, RecordReader } from '../../../src/tls/wire/record-reader.ts'
import { ClientSide } from './client-side.ts'

export interface Heard {
  type: ContentType
  fragment: Buffer
}

/** Offers one suite with RSA key exchange in one version. */
export class WireClient {
  readonly #wire: Duplex
  readonly #side: ClientSide
  readonly #records = new RecordReader()
  readonly #messages = new MessageReader()
  #opening: Protection = UNPROTECTED
  /** Protects what is sent once keys are there. */
  sealing: Protection = UNPROTECTED
  /** All records heard so far, in clear. */
  readonly heard: Heard[] = []
  /** The other side has said all it will say. */
  over = false

  constructor(wire: Duplex, version: number, suite: number) {
    this.#wire = wire
    this.#side = new ClientSide(version, suite)
    wire.on('data', (chunk: Buffer) => this.#take(chunk))
    wire
      .on('end', () => (this.over = true))
      .on('close', () => (this.over = true))
      .on('error', () => {})
  }

  /** Whether the first flight of the server is there, so that keys can be exchanged. */
  get greeted(): boolean {
    return this.#side.greeted
  }

  /** One record, in clear before `secure`. */
  record(type: ContentType, fragment: Buffer): Buffer {
    const { version } = this.#side
    return frameRecord(type, version, this.sealing.apply(type, version, fragment) ?? fragment)
  }

  send(bytes: Buffer): void {
    if (this.#wire.writable) this.#wire.write(bytes)
  }

  /** The ClientHello message; it counts as said. */
  hello(): Buffer {
    return this.#side.say(this.#side.hello)
  }

  keyExchange(): Buffer {
    return this.#side.say(this.#side.keyExchange)
  }

  finished(): Buffer {
    return this.#side.say(this.#side.finished)
  }

  /** Makes the keys; from now on what is sent is protected, and what comes after the server's change_cipher_spec is opened. */
  secure(): void {
    const { version, recipe } = this.#side
    this.sealing = sealing(version, recipe, this.#side.makeKeys().client)
  }

  #take(chunk: Buffer): void {
    const { version } = this.#side
    this.#records.add(chunk)
    for (let record = this.#records.next(); record; record = this.#records.next()) {
      const fragment = this.#opening.apply(record.type, record.version, record.fragment) ?? Buffer.alloc(0)
      this.heard.push({ type: record.type, fragment })
      if (record.type === 'change-cipher-spec' && this.#side.keys) {
        this.#opening = opening(version, this.#side.recipe, this.#side.keys.server)
      }
      if (record.type !== 'handshake') continue
      this.#messages.add(fragment)
      for (let message = this.#messages.next(); message; message = this.#messages.next()) this.#side.hear(message)
    }
  }
}
