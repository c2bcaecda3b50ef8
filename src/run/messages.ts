// The messages that a server has taken, up to a bound.
import type { StoredMessage } from '../smtp/conversation.ts'

const BYTES_LIMIT = 256 * 1024 * 1024
const COUNT_LIMIT = 10_000

/** Keeps the newest messages; the oldest go when count or bytes pass the bound. */
export class MessageStore {
  #messages: StoredMessage[] = []
  #bytes = 0

  get all(): readonly StoredMessage[] {
    return this.#messages
  }

  add(message: StoredMessage): void {
    this.#messages.push(message)
    this.#bytes += message.raw.length
    while (this.#messages.length > 1 && (this.#messages.length > COUNT_LIMIT || this.#bytes > BYTES_LIMIT)) {
      this.#bytes -= this.#messages.shift()?.raw.length ?? 0
    }
  }

  clear(): void {
    this.#messages = []
    this.#bytes = 0
  }
}
