// What a test knows of a handshake with RSA key exchange that it makes itself: what was said and heard, and the keys.
// That the server is right is shown by real clients; this one only has to get far enough to be wrong there.
import { constants, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import {
  masterSecret,
  type SessionKeys,
  SSL3,
  sessionKeys,
  verifyData,
} from '../../../src/tls/scripted/key-derivation.ts'
import { recipeOf, type SuiteRecipe } from '../../../src/tls/scripted/suites.ts'
import { ByteWriter } from '../../../src/tls/wire/byte-writer.ts'
import { certificate } from '../../../src/tls/wire/handshake/certificate.ts'
import { clientKeyExchange } from '../../../src/tls/wire/handshake/client-key-exchange.ts'
import { frameMessage, MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import type { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../../../src/tls/wire/handshake/server-hello.ts'
import { suiteByNumber } from '../../../src/tls/wire/names.ts'

type Message = NonNullable<ReturnType<MessageReader['next']>>

/** Messages are given without being counted as said: `say` does that. */
export class ClientSide {
  readonly version: number
  /** Of the suite that is offered, then of the one that the server took. */
  recipe: SuiteRecipe
  readonly #suite: number
  readonly #random = randomBytes(32)
  readonly #premaster = randomBytes(48)
  readonly #said: Buffer[] = []
  #serverRandom: Buffer | null = null
  #certificate: Buffer | null = null
  master: Buffer = Buffer.alloc(0)
  keys: SessionKeys | null = null

  constructor(version: number, suite: number) {
    this.version = version
    this.#suite = suite
    this.#premaster.writeUInt16BE(version, 0)
    this.recipe = recipeFor(suite)
  }

  /** Whether a ServerHello and a certificate were heard. */
  get greeted(): boolean {
    return this.#serverRandom !== null && this.#certificate !== null
  }

  get hello(): Buffer {
    const body = new ByteWriter().uint(2, this.version).bytes(this.#random).vector(1, Buffer.alloc(0))
    body.vector(2, new ByteWriter().uint(2, this.#suite).uint(2, 0x00ff)).vector(1, Buffer.of(0))
    return frameMessage('client-hello', body.done())
  }

  get encryptedPremaster(): Buffer {
    if (!this.#certificate) throw new Error('no certificate yet')
    const key = new X509Certificate(this.#certificate).publicKey
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, this.#premaster)
  }

  get keyExchange(): Buffer {
    const codec = clientKeyExchange('rsa', { bare: this.version === SSL3 })
    return frameMessage('client-key-exchange', codec.encode(this.encryptedPremaster))
  }

  get finished(): Buffer {
    const said = Buffer.concat(this.#said)
    return frameMessage('finished', verifyData(this.version, this.recipe, this.master, 'client', said))
  }

  /** Counts as said, by whichever side. */
  say(message: Buffer): Buffer {
    this.#said.push(message)
    return message
  }

  hear({ type, body, bytes }: Message): void {
    this.say(bytes)
    if (type === MESSAGE_TYPES['server-hello']) {
      const { random, suite } = serverHello.decode(body)
      this.#serverRandom = random
      this.recipe = recipeFor(suite)
    }
    if (type === MESSAGE_TYPES.certificate) this.#certificate = certificate.decode(body)[0] ?? null
  }

  makeKeys(): SessionKeys {
    if (!this.#serverRandom) throw new Error('no ServerHello yet')
    const randoms = { client: this.#random, server: this.#serverRandom }
    this.master = masterSecret(this.version, this.recipe, this.#premaster, randoms, null)
    this.keys = sessionKeys(this.version, this.recipe, this.master, randoms)
    return this.keys
  }
}

function recipeFor(suite: number): SuiteRecipe {
  const known = suiteByNumber(suite)
  const recipe = known && recipeOf(known)
  if (!recipe) throw new RangeError(`suite ${suite}`)
  return recipe
}
