// A client of a few lines for what no real client can be made to send: right flights, one by one, to be spoilt by the caller.
// That the server is right is shown by real clients; this one only has to get far enough to be wrong there.
import { constants, createPublicKey, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import {
  masterSecret,
  type SessionKeys,
  SSL3,
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
import { suiteByNumber } from '../../../src/tls/wire/names.ts'
import { type ContentType, frameRecord, RecordReader } from '../../../src/tls/wire/record-reader.ts'

export interface Heard {
  type: ContentType
  fragment: Buffer
}

/** Offers one suite with RSA key exchange in one version. */
export class WireClient {
  readonly #wire: Duplex
  readonly #version: number
  readonly #suite: number
  readonly #records = new RecordReader()
  readonly #messages = new MessageReader()
  readonly #random = randomBytes(32)
  readonly #premaster: Buffer
  readonly #said: Buffer[] = []
  #opening: Protection = UNPROTECTED
  #recipe: SuiteRecipe | null = null
  #serverRandom: Buffer = Buffer.alloc(0)
  #serverCertificate: Buffer | null = null
  #keys: SessionKeys | null = null
  #master: Buffer = Buffer.alloc(0)
  /** Protects what is sent once keys are there. */
  sealing: Protection = UNPROTECTED
  /** All records heard so far, in clear. */
  readonly heard: Heard[] = []
  /** The other side has said all it will say. */
  over = false

  constructor(wire: Duplex, version: number, suite: number) {
    this.#wire = wire
    this.#version = version
    this.#suite = suite
    this.#premaster = randomBytes(48)
    this.#premaster.writeUInt16BE(version, 0)
    wire.on('data', (chunk: Buffer) => this.#take(chunk))
    wire
      .on('end', () => (this.over = true))
      .on('close', () => (this.over = true))
      .on('error', () => {})
  }

  /** Whether the whole first flight of the server is there. */
  get greeted(): boolean {
    return this.#serverCertificate !== null && this.#serverRandom.length > 0
  }

  /** One record, in clear before `secure`. */
  record(type: ContentType, fragment: Buffer): Buffer {
    return frameRecord(type, this.#version, this.sealing.apply(type, this.#version, fragment) ?? fragment)
  }

  send(bytes: Buffer): void {
    if (this.#wire.writable) this.#wire.write(bytes)
  }

  /** The ClientHello message; it counts as said. */
  hello(): Buffer {
    const body = new ByteWriter().uint(2, this.#version).bytes(this.#random).vector(1, Buffer.alloc(0))
    body.vector(2, new ByteWriter().uint(2, this.#suite).uint(2, 0x00ff)).vector(1, Buffer.from([0]))
    return this.#say(frameMessage('client-hello', body.done()))
  }

  keyExchange(): Buffer {
    const key = createPublicKey(
      new X509Certificate(this.#serverCertificate ?? '').publicKey.export({ type: 'spki', format: 'pem' }),
    )
    const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, this.#premaster)
    const bare = this.#version === SSL3
    return this.#say(frameMessage('client-key-exchange', clientKeyExchange('rsa', { bare }).encode(encrypted)))
  }

  /** Makes the keys; from now on what is sent is protected, and what comes after the server's change_cipher_spec is opened. */
  secure(): void {
    const recipe = this.#recipe
    if (!recipe) throw new Error('no ServerHello yet')
    const randoms = { client: this.#random, server: this.#serverRandom }
    this.#master = masterSecret(this.#version, recipe, this.#premaster, randoms, null)
    this.#keys = sessionKeys(this.#version, recipe, this.#master, randoms)
    this.sealing = sealing(this.#version, recipe, this.#keys.client)
  }

  finished(): Buffer {
    const recipe = this.#recipe as SuiteRecipe
    const said = Buffer.concat(this.#said)
    return this.#say(frameMessage('finished', verifyData(this.#version, recipe, this.#master, 'client', said)))
  }

  #say(message: Buffer): Buffer {
    this.#said.push(message)
    return message
  }

  #take(chunk: Buffer): void {
    this.#records.add(chunk)
    for (let record = this.#records.next(); record; record = this.#records.next()) {
      const fragment = this.#opening.apply(record.type, record.version, record.fragment) ?? Buffer.alloc(0)
      this.heard.push({ type: record.type, fragment })
      if (record.type === 'change-cipher-spec' && this.#keys && this.#recipe) {
        this.#opening = opening(this.#version, this.#recipe, this.#keys.server)
      }
      if (record.type !== 'handshake') continue
      this.#messages.add(fragment)
      for (let message = this.#messages.next(); message; message = this.#messages.next()) this.#hear(message)
    }
  }

  #hear({ type, body, bytes }: { type: number; body: Buffer; bytes: Buffer }): void {
    this.#said.push(bytes)
    if (type === MESSAGE_TYPES['server-hello']) {
      const { random, suite } = serverHello.decode(body)
      const known = suiteByNumber(suite)
      this.#serverRandom = random
      this.#recipe = known ? recipeOf(known) : null
    }
    if (type === MESSAGE_TYPES.certificate) this.#serverCertificate = certificate.decode(body)[0] ?? null
  }
}
