// What a server answers to a ClientHello: read from bytes, however they are cut. Pure.
import { ByteReader, WireError } from '../tls/wire/byte-reader.ts'
import { certificate } from '../tls/wire/handshake/certificate.ts'
import { MESSAGE_TYPES } from '../tls/wire/handshake/message.ts'
import { MessageReader } from '../tls/wire/handshake/message-reader.ts'
import { type ServerHello, serverHello } from '../tls/wire/handshake/server-hello.ts'
import { alertName, groupName, suiteByNumber, VERSION_NUMBERS, versionName } from '../tls/wire/names.ts'
import { RecordReader } from '../tls/wire/record-reader.ts'

/** The server would go on with the handshake. */
export interface Taken {
  kind: 'taken'
  /** As the server says: `TLSv1.2`. */
  version: string
  suite: number
  /** Certificates in DER as sent, the server's own first; null where they are encrypted (TLS 1.3), or not sent. */
  chain: Buffer[] | null
  /** Bits of the prime of DHE; null without. */
  dhBits: number | null
  /** The curve of ECDHE; null without. */
  group: string | null
  /** Whether the client is asked for a certificate; in TLS 1.3 that is encrypted, and not seen. */
  asksCertificate: boolean
}

export type Answer =
  | Taken
  | { kind: 'alert'; alert: string }
  /** Bytes that are no answer of TLS. */
  | { kind: 'unreadable'; detail: string }
  | { kind: 'closed' }
  | { kind: 'reset' }
  | { kind: 'silent' }

const SUPPORTED_VERSIONS = 43

/** Collects the first flight of a server. */
export class FlightReader {
  readonly #records = new RecordReader()
  readonly #messages = new MessageReader()
  #hello: ServerHello | null = null
  #chain: Buffer[] | null = null
  #exchange: Buffer | null = null
  #asks = false
  #first: Buffer = Buffer.alloc(0)

  /** The answer once it is whole; null while more is due. What cannot be read is an answer, too. */
  add(bytes: Buffer): Answer | null {
    if (this.#first.length < 80) this.#first = Buffer.concat([this.#first, bytes.subarray(0, 80)])
    this.#records.add(bytes)
    try {
      return this.#read()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      return { kind: 'unreadable', detail: this.#hello ? error.message : shownBytes(this.#first) }
    }
  }

  /** What is known when no more comes: a ServerHello alone has told the version and the suite. */
  get soFar(): Taken | null {
    return this.#hello && this.#taken(this.#hello)
  }

  /** Whether a byte has come. */
  get begun(): boolean {
    return this.#first.length > 0
  }

  #read(): Answer | null {
    for (let record = this.#records.next(); record; record = this.#records.next()) {
      if (record.type === 'alert') {
        const [level, number] = record.fragment
        if (level === undefined || number === undefined) return { kind: 'unreadable', detail: 'an empty alert' }
        // A warning (unrecognized_name is one, RFC 6066 section 3) leaves the handshake as it is.
        if (level === 1 && number !== 0) continue
        return this.soFar ?? { kind: 'alert', alert: alertName(number) }
      }
      // Behind the ServerHello of TLS 1.3 all is encrypted; before any hello nothing else is due.
      if (record.type !== 'handshake') return this.soFar ?? unexpected(`a record of ${record.type}`)
      this.#messages.add(record.fragment)
      const answer = this.#readMessages()
      if (answer) return answer
    }
    return null
  }

  #readMessages(): Answer | null {
    for (let message = this.#messages.next(); message; message = this.#messages.next()) {
      const { type, body } = message
      if (!this.#hello) {
        if (type === MESSAGE_TYPES['hello-request']) continue
        if (type !== MESSAGE_TYPES['server-hello']) return unexpected(`handshake message ${type}`)
        this.#hello = serverHello.decode(body)
        if (versionOf(this.#hello) === VERSION_NUMBERS['TLSv1.3']) return this.#taken(this.#hello)
      } else if (type === MESSAGE_TYPES.certificate) this.#chain = [...certificate.decode(body)]
      else if (type === MESSAGE_TYPES['server-key-exchange']) this.#exchange = body
      else if (type === MESSAGE_TYPES['certificate-request']) this.#asks = true
      else if (type === MESSAGE_TYPES['server-hello-done']) return this.#taken(this.#hello)
    }
    return null
  }

  #taken(hello: ServerHello): Taken {
    const name = suiteByNumber(hello.suite)?.name ?? ''
    const exchange = this.#exchange
    return {
      kind: 'taken',
      version: versionName(versionOf(hello)),
      suite: hello.suite,
      chain: this.#chain,
      dhBits: exchange && /_DHE?_/.test(name) ? primeBits(exchange) : null,
      group: exchange && /_ECDHE?_/.test(name) ? curveIn(exchange) : null,
      asksCertificate: this.#asks,
    }
  }
}

function unexpected(found: string): Answer {
  return { kind: 'unreadable', detail: `${found} in place of a ServerHello` }
}

/** TLS 1.3 says so in an extension (RFC 8446 section 4.2.1), a HelloRetryRequest as well. */
function versionOf({ version, extensions }: ServerHello): number {
  const selected = extensions?.find(({ type }) => type === SUPPORTED_VERSIONS)?.data
  return selected?.length === 2 ? selected.readUInt16BE(0) : version
}

function primeBits(body: Buffer): number {
  const prime = new ByteReader(body).vector(2, 'dh p').rest()
  const start = prime.findIndex((byte) => byte !== 0)
  return start < 0 ? 0 : (prime.length - start - 1) * 8 + (32 - Math.clz32(prime[start] ?? 0))
}

function curveIn(body: Buffer): string | null {
  const reader = new ByteReader(body)
  // Named curves alone have a name (RFC 8422 section 5.4).
  return reader.uint(1, 'curve type') === 3 ? groupName(reader.uint(2, 'named curve')) : null
}

function shownBytes(bytes: Buffer): string {
  const line = /^[\t\x20-\x7e]+/.exec(bytes.toString('latin1'))?.[0]
  if (line !== undefined && line.length > 2) return `text in place of TLS: ${JSON.stringify(line.slice(0, 60))}`
  return `no TLS: first bytes ${bytes.toString('hex', 0, 8).replace(/..\B/g, '$& ')}`
}
