// A TLS client from before 2010, for what no client in Node speaks any more: the ciphers of the time, with RSA or any DHE group.
// It shares its parts with the server under test, so it proves nothing about them: test/clients has stacks that do.
import { constants, createPublicKey, type KeyObject, publicEncrypt, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type DhGroup, newDhKey } from '../src/tls/scripted/dh-groups.ts'
import { masterSecret, type Randoms, SSL3, sessionKeys, verifyData } from '../src/tls/scripted/key-derivation.ts'
import { opening, type Protection, sealing, UNPROTECTED } from '../src/tls/scripted/protection.ts'
import { recipeOf, type SuiteRecipe } from '../src/tls/scripted/suites.ts'
import { ByteWriter } from '../src/tls/wire/byte-writer.ts'
import { certificate } from '../src/tls/wire/handshake/certificate.ts'
import { clientKeyExchange } from '../src/tls/wire/handshake/client-key-exchange.ts'
import {
  frameMessage,
  type HandshakeMessage,
  MESSAGE_TYPES,
  type MessageName,
} from '../src/tls/wire/handshake/message.ts'
import { MessageReader } from '../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../src/tls/wire/handshake/server-hello.ts'
import { type RsaParameters, serverKeyExchange } from '../src/tls/wire/handshake/server-key-exchange.ts'
import { suiteByName, VERSION_NUMBERS } from '../src/tls/wire/names.ts'
import { type ContentType, frameRecord, PLAINTEXT_LIMIT, RecordReader } from '../src/tls/wire/record-reader.ts'

export interface OldClientOptions {
  /** The newest version that it speaks. */
  version: 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'
  /** Suites with RSA or DHE key exchange by IANA's name, in the order of the hello. */
  suites: readonly string[]
  /** Lists these in the extension supported_versions, whatever it speaks. */
  lists?: readonly (keyof typeof VERSION_NUMBERS)[]
  /** Goes on when the Finished of the server is wrong. */
  ignoresFinished?: boolean
}

/** Shakes hands on a socket that STARTTLS was said on. Resolves with the protected stream. */
export async function shakeHandsAsOldClient(socket: Socket, options: OldClientOptions): Promise<Duplex> {
  const client = new OldClient(socket, options)
  await client.shakeHands()
  return client.stream()
}

const EXTENSIONS = { signatureAlgorithms: 13, supportedVersions: 43 } as const

class OldClient {
  readonly #socket: Socket
  readonly #options: OldClientOptions
  readonly #records = new RecordReader()
  readonly #messages = new MessageReader()
  readonly #said: Buffer[] = []
  #version: number
  #sealing: Protection = UNPROTECTED
  #opening: Protection = UNPROTECTED
  #look: () => void = () => {}
  #ended = false

  constructor(socket: Socket, options: OldClientOptions) {
    this.#socket = socket
    this.#options = options
    this.#version = VERSION_NUMBERS[options.version]
    socket.on('data', (chunk: Buffer) => {
      this.#records.add(chunk)
      this.#look()
    })
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.#ended = true
        this.#look()
      })
    }
  }

  async shakeHands(): Promise<void> {
    const offered = this.#version
    const random = Buffer.alloc(32, 0x2a)
    this.#say('client-hello', this.#hello(random))
    const hello = serverHello.decode(await this.#hear('server-hello'))
    this.#version = hello.version
    const recipe = this.#recipe(hello.suite)
    const randoms = { client: random, server: hello.random }
    const [leaf] = certificate.decode(await this.#hear('certificate'))
    let key = new X509Certificate(leaf ?? Buffer.alloc(0)).publicKey
    let group: DhGroup | null = null
    let theirs: Buffer = Buffer.alloc(0)
    let message = await this.#next()
    if (message.type === MESSAGE_TYPES['server-key-exchange']) {
      const withScheme = this.#version >= VERSION_NUMBERS['TLSv1.2']
      const codec = serverKeyExchange(recipe.exchange, { anonymous: recipe.authentication === null, withScheme })
      const { parameters } = codec.decode(message.body)
      if (parameters.kind === 'ecdh') throw new Error('no elliptic curves here')
      if (parameters.kind === 'rsa') key = temporaryKey(parameters)
      else {
        group = { name: '', doc: '', p: parameters.p, g: parameters.g }
        theirs = parameters.publicKey
      }
      message = await this.#next()
    }
    if (message.type !== MESSAGE_TYPES['server-hello-done']) throw new Error(`message ${message.type} is not the last`)
    const { premaster, told } = group ? sharedBy(group, theirs) : encryptedFor(key, offered)
    const codec = clientKeyExchange(recipe.exchange, { bare: this.#version === SSL3 })
    this.#say('client-key-exchange', codec.encode(told))
    await this.#finish(recipe, premaster, randoms)
  }

  async #finish(recipe: SuiteRecipe, premaster: Buffer, randoms: Randoms): Promise<void> {
    const master = masterSecret(this.#version, recipe, premaster, randoms, null)
    const keys = sessionKeys(this.#version, recipe, master, randoms)
    this.#send('change-cipher-spec', Buffer.from([1]))
    this.#sealing = sealing(this.#version, recipe, keys.client)
    this.#say('finished', verifyData(this.#version, recipe, master, 'client', Buffer.concat(this.#said)))
    const expected = verifyData(this.#version, recipe, master, 'server', Buffer.concat(this.#said))
    await this.#record('change-cipher-spec')
    this.#opening = opening(this.#version, recipe, keys.server)
    const shown = await this.#hear('finished')
    if (shown.equals(expected) || this.#options.ignoresFinished) return
    throw this.#refuses(51, 'the Finished of the server is wrong')
  }

  /** The protected stream behind the handshake. */
  stream(): Duplex {
    const duplex = new Duplex({
      read: () => {},
      write: (bytes: Buffer, _encoding, done) => {
        for (let at = 0; at < bytes.length; at += PLAINTEXT_LIMIT) {
          this.#send('application-data', bytes.subarray(at, at + PLAINTEXT_LIMIT))
        }
        done()
      },
      final: (done) => {
        this.#send('alert', Buffer.from([1, 0]))
        this.#socket.end(done)
      },
      destroy: (error, done) => {
        this.#socket.destroy()
        done(error)
      },
    })
    this.#look = () => {
      for (let record = this.#records.next(); record; record = this.#records.next()) {
        const content = this.#open(record)
        if (record.type === 'application-data') duplex.push(content)
      }
      if (this.#ended) duplex.push(null)
    }
    this.#look()
    return duplex
  }

  #hello(random: Buffer): Buffer {
    const { suites, lists, version } = this.#options
    const numbers = suites.map((name) => suiteByName(name)?.number ?? 0)
    const writer = new ByteWriter().uint(2, VERSION_NUMBERS[version]).bytes(random).vector(1, Buffer.alloc(0))
    writer.vector(2, new ByteWriter().uints(2, numbers)).vector(1, Buffer.from([0]))
    if (!lists) return writer.done()
    const versions = new ByteWriter().uints(
      2,
      lists.map((each) => VERSION_NUMBERS[each]),
    )
    const extensions = new ByteWriter()
      .uint(2, EXTENSIONS.supportedVersions)
      .vector(2, new ByteWriter().vector(1, versions))
    // rsa_pkcs1_sha256.
    extensions.uint(2, EXTENSIONS.signatureAlgorithms).vector(2, Buffer.from([0, 2, 4, 1]))
    return writer.vector(2, extensions).done()
  }

  #recipe(number: number): SuiteRecipe {
    const name = this.#options.suites.find((each) => suiteByName(each)?.number === number)
    const suite = name === undefined ? undefined : suiteByName(name)
    const recipe = suite && recipeOf(suite)
    if (!recipe) throw this.#refuses(47, `suite ${number} was not offered`)
    return recipe
  }

  #refuses(alert: number, why: string): Error {
    this.#send('alert', Buffer.from([2, alert]))
    this.#socket.end()
    return new Error(why)
  }

  #say(name: MessageName, body: Buffer): void {
    const bytes = frameMessage(name, body)
    this.#said.push(bytes)
    this.#send('handshake', bytes)
  }

  #send(type: ContentType, content: Buffer): void {
    const fragment = this.#sealing.apply(type, this.#version, content)
    this.#socket.write(frameRecord(type, this.#version, fragment ?? content))
  }

  async #hear(name: MessageName): Promise<Buffer> {
    const { type, body } = await this.#next()
    if (type !== MESSAGE_TYPES[name]) throw new Error(`message ${type} in place of ${name}`)
    return body
  }

  async #next(): Promise<HandshakeMessage> {
    for (;;) {
      const message = this.#messages.next()
      if (message) {
        this.#said.push(message.bytes)
        return message
      }
      this.#messages.add(await this.#record('handshake'))
    }
  }

  /** The content of the next record, which has to be of this type. */
  async #record(type: ContentType): Promise<Buffer> {
    for (;;) {
      const record = this.#records.next()
      if (record) {
        const content = this.#open(record)
        if (record.type === type) return content
        const told = record.type === 'alert' ? `alert number ${content[1]}` : `a record of type ${record.type}`
        this.#socket.end()
        throw new Error(told)
      }
      if (this.#ended) throw new Error('the end of the connection')
      await new Promise<void>((resolve) => {
        this.#look = resolve
      })
    }
  }

  #open({ type, version, fragment }: { type: ContentType; version: number; fragment: Buffer }): Buffer {
    const content = this.#opening.apply(type, version, fragment)
    if (!content) throw new Error('a record that was not protected with these keys')
    return content
  }
}

/** A premaster secret, and what the server is told of it. */
interface Exchanged {
  premaster: Buffer
  told: Buffer
}

function encryptedFor(key: KeyObject, version: number): Exchanged {
  const premaster = Buffer.alloc(48, 0x17)
  premaster.writeUInt16BE(version, 0)
  return { premaster, told: publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, premaster) }
}

function sharedBy(group: DhGroup, theirs: Buffer): Exchanged {
  const { publicKey, agree } = newDhKey(group)
  const premaster = agree(theirs)
  if (!premaster) throw new Error('a public key of the server that cannot be used')
  return { premaster, told: publicKey }
}

function temporaryKey({ modulus, exponent }: RsaParameters): KeyObject {
  const [n, e] = [modulus.toString('base64url'), exponent.toString('base64url')]
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
}
