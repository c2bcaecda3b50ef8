// Records in both directions of one connection: framed, protected, and pulled or pushed to whoever reads them.
import type { ServedStream } from '../../transcript/contracts.ts'
import { WireError } from '../wire/byte-reader.ts'
import {
  type ContentType,
  frameRecord,
  PLAINTEXT_LIMIT,
  RecordOverflow,
  RecordReader,
  type TlsRecord,
} from '../wire/record-reader.ts'
import { broken, TlsFailure } from './failure.ts'
import { type Protection, UNPROTECTED } from './protection.ts'

/** Bytes that may wait for a reader; more are left in the kernel. */
const HELD_LIMIT = 256 * 1024
/** Records without content, as some clients send one in front of each other against attacks on CBC. */
const EMPTY_LIMIT = 32

export interface Consumer {
  record(record: TlsRecord): void
  failed(error: TlsFailure): void
}

export class Channel {
  readonly #stream: ServedStream
  readonly #reader = new RecordReader()
  #waiting: { resolve(record: TlsRecord): void; reject(error: unknown): void } | null = null
  #consumer: Consumer | null = null
  #over: TlsFailure | null = null
  #held = 0
  #empty = 0
  /** Written to every record. */
  version = 0x0301
  /** Longest fragment of the records that are sent, but for alerts. */
  fragmentLength = PLAINTEXT_LIMIT
  sealing: Protection = UNPROTECTED
  opening: Protection = UNPROTECTED

  constructor(stream: ServedStream) {
    this.#stream = stream
    stream.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose).on('error', this.#onError)
  }

  /** Takes bytes that were read before, in front of all that is still to come. */
  add(bytes: Buffer): void {
    this.#reader.add(bytes)
  }

  /** The next record, its fragment in clear. Rejects with a TlsFailure when none can come. */
  next(): Promise<TlsRecord> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#held = 0
      this.#stream.resume()
      this.#look()
    })
  }

  /** From now on every record is handed over as it comes. A failure ends that. */
  consume(consumer: Consumer): void {
    this.#consumer = consumer
    this.#stream.resume()
    this.#look()
  }

  /** Whoever waits hears of it at once, and whoever waits later as well. */
  fail(failure: TlsFailure): void {
    this.#over ??= failure
    this.#look()
  }

  /** The consumer has enough for now, or wants more. */
  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  /** Protects and sends, in as many records as it takes; no bytes make one empty record. */
  send(type: ContentType, bytes: Buffer, flushed?: (error?: Error | null) => void): void {
    const records: Buffer[] = []
    // RFC 8446 section 5.1 says what older clients hold to as well: an alert is never cut.
    const length = type === 'alert' ? PLAINTEXT_LIMIT : this.fragmentLength
    for (let at = 0; at === 0 || at < bytes.length; at += length) {
      const fragment = bytes.subarray(at, at + length)
      records.push(frameRecord(type, this.version, this.sealing.apply(type, this.version, fragment) ?? fragment))
    }
    this.sendRaw(records.length === 1 ? (records[0] as Buffer) : Buffer.concat(records), flushed)
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: Buffer, flushed?: (error?: Error | null) => void): void {
    if (this.#stream.writable) this.#stream.write(bytes, flushed)
    else flushed?.(new Error('the stream takes no bytes any more'))
  }

  /** Several writes travel as one until `uncork`. */
  cork(): void {
    this.#stream.cork()
  }

  uncork(): void {
    this.#stream.uncork()
  }

  /** Leaves the stream to somebody else. */
  detach(): void {
    this.#stream
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onClose)
      .off('error', this.#onError)
    // A stream without any listener for errors would throw them.
    this.#stream.on('error', () => {})
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#reader.add(chunk)
    this.#held += chunk.length
    if (!this.#consumer && !this.#waiting && this.#held > HELD_LIMIT) this.#stream.pause()
    this.#look()
  }

  readonly #onEnd = (): void => this.fail(gone('client', 'the client closed inside TLS'))
  readonly #onError = (error: NodeJS.ErrnoException): void =>
    this.fail(gone('client', `the connection broke: ${error.code ?? error.message}`))
  readonly #onClose = (): void => this.fail(gone('server', 'the server closed inside TLS'))

  #look(): void {
    while (this.#waiting || this.#consumer) {
      const read = this.#read()
      if (!read) return
      if (this.#consumer) {
        if ('failure' in read) {
          const { failed } = this.#consumer
          this.#consumer = null
          failed(read.failure)
          return
        }
        this.#consumer.record(read.record)
      } else {
        const waiting = this.#waiting
        this.#waiting = null
        if ('failure' in read) waiting?.reject(read.failure)
        else waiting?.resolve(read.record)
      }
    }
  }

  #read(): { record: TlsRecord } | { failure: TlsFailure } | null {
    try {
      const record = this.#reader.next()
      // What came before the end is read first.
      if (!record) return this.#over && { failure: this.#over }
      const fragment = this.opening.apply(record.type, record.version, record.fragment)
      if (!fragment) return { failure: broken('bad_record_mac', 'a record that was not protected with the keys') }
      if (fragment.length > PLAINTEXT_LIMIT) {
        return { failure: broken('record_overflow', `a record of ${fragment.length} bytes`) }
      }
      this.#empty = fragment.length === 0 ? this.#empty + 1 : 0
      if (this.#empty > EMPTY_LIMIT) {
        return { failure: broken('unexpected_message', `more than ${EMPTY_LIMIT} empty records in a row`) }
      }
      return { record: { ...record, fragment } }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      return {
        failure: broken(error instanceof RecordOverflow ? 'record_overflow' : 'unexpected_message', error.message),
      }
    }
  }
}

function gone(by: 'client' | 'server', detail: string): TlsFailure {
  return new TlsFailure(`${by}-closed`, null, detail)
}
