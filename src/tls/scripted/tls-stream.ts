// What runs inside TLS once the handshake is done: a stream over the records, which ends as TLS ends.
import { Duplex } from 'node:stream'
import type { ServedStream } from '../../transcript/contracts.ts'
import { MESSAGE_TYPES } from '../wire/handshake/message.ts'
import { alertName } from '../wire/names.ts'
import type { TlsRecord } from '../wire/record-reader.ts'
import type { Channel } from './channel.ts'
import type { Conversation } from './conversation.ts'
import type { TlsFailure } from './failure.ts'
import { SSL3 } from './key-derivation.ts'

/** Closing it closes the stream below. */
export class TlsStream extends Duplex implements ServedStream {
  readonly #under: ServedStream
  readonly #conversation: Conversation
  readonly #channel: Channel
  #ended = false

  constructor(under: ServedStream, conversation: Conversation) {
    super({ allowHalfOpen: true, decodeStrings: true })
    this.#under = under
    this.#conversation = conversation
    this.#channel = conversation.channel
    under.on('timeout', this.#onTimeout).on('close', this.#onClose)
    this.#channel.consume({ record: (record) => this.#take(record), failed: (failure) => this.#fail(failure) })
  }

  get readyState(): string {
    if (this.readable) return this.writable ? 'open' : 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  /** Both directions together, as the stream below counts. */
  setTimeout(ms: number, listener?: () => void): this {
    this.#under.setTimeout(ms)
    if (listener) this.once('timeout', listener)
    return this
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#channel.send('application-data', chunk, done)
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.#channel.send('application-data', Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  /** RFC 5246 section 7.2.1: the end is said with close_notify, or a cut could pass for it. */
  override _final(done: (error?: Error | null) => void): void {
    if (this.#conversation.saysGoodbye) this.#channel.send('alert', CLOSE_NOTIFY)
    this.#under.end(() => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#channel.detach()
    this.#under.off('timeout', this.#onTimeout).off('close', this.#onClose)
    this.#under.destroy()
    done(error)
  }

  readonly #onTimeout = (): void => void this.emit('timeout')
  readonly #onClose = (): void => void this.destroy()

  #take({ type, fragment }: TlsRecord): void {
    if (this.#ended) return
    if (type === 'application-data') {
      if (fragment.length > 0 && !this.push(fragment)) this.#channel.pause()
    } else if (type === 'alert') this.#hear(fragment)
    else if (type === 'handshake') this.#refuseRenegotiation(fragment)
    else this.#breakOff('unexpected_message')
  }

  #hear(fragment: Buffer): void {
    const [level, number = 0] = fragment
    if (fragment.length !== 2 || (level !== 1 && level !== 2)) return void this.#breakOff('decode_error')
    const name = alertName(number)
    if (name === 'close_notify') return void this.#end()
    const fatal = level === 2
    this.#conversation.context.append('tls.alert-received', {
      level: fatal ? 'fatal' : 'warning',
      number,
      name,
      inferred: false,
    })
    if (fatal) this.destroy()
  }

  /** RFC 5246 section 7.2.2: a client that asks for a new handshake may go on without. SSL 3.0 has no word for that. */
  #refuseRenegotiation([type]: Buffer): void {
    if (type !== MESSAGE_TYPES['client-hello']) return void this.#breakOff('unexpected_message')
    if (this.#conversation.version === SSL3) return void this.#breakOff('handshake_failure')
    this.#conversation.alert('warning', 'no_renegotiation')
  }

  #breakOff(alert: string): void {
    this.#conversation.alert('fatal', alert)
    this.#end()
    this.destroy()
  }

  #fail({ alert, reason }: TlsFailure): void {
    if (this.#ended || this.destroyed) return
    if (alert) return void this.#breakOff(alert)
    // A FIN without close_notify: whoever reads hears the end all the same, as with node:tls.
    if (reason === 'client-closed' && !this.#under.errored) return void this.#end()
    this.destroy(this.#under.errored ?? undefined)
  }

  #end(): void {
    this.#ended = true
    this.push(null)
    // The rest is of no interest, but it has to be read for the end of the connection to be seen.
    this.#channel.resume()
  }
}

const CLOSE_NOTIFY = Buffer.from([1, 0])
