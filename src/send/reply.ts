// Replies of a server, from bytes: pure, however they are cut (RFC 5321 section 4.2).
import type { Lost } from '../product-log/client-events.ts'

/** What came back. `lost` tells why nothing did; `code` is 0 then, and `text` says it in words. */
export interface Reply {
  code: number
  /** As received, without line ends. */
  lines: string[]
  /** The last line. */
  text: string
  lost: Lost | null
}

/** What a server may send as one reply; more is no reply any more. */
const LINE_LIMIT = 4096
const LINES_LIMIT = 200

export function lostReply(lost: Lost, text: string): Reply {
  return { code: 0, lines: [], text, lost }
}

/** 2yz: done. */
export function isOk({ code }: Reply): boolean {
  return code >= 200 && code < 300
}

/** 5yz: for good. */
export function isPermanent({ code }: Reply): boolean {
  return code >= 500
}

/** Collects bytes until a reply is whole. */
export class ReplyReader {
  #bytes = ''
  #lines: string[] = []

  /** Bytes that no reply has been made of. */
  get early(): string {
    return this.#bytes
  }

  add(bytes: Buffer): void {
    this.#bytes += bytes.toString('latin1')
  }

  /** Drops what has not been read: what came before TLS must not count inside it (RFC 3207 section 4.2). */
  forget(): void {
    this.#bytes = ''
    this.#lines = []
  }

  /** The next whole reply; null while it is not there. What is no reply comes as lost. */
  take(): Reply | null {
    for (let end = this.#bytes.indexOf('\n'); end >= 0; end = this.#bytes.indexOf('\n')) {
      const line = this.#bytes.slice(0, end).replace(/\r$/, '')
      this.#bytes = this.#bytes.slice(end + 1)
      this.#lines.push(line)
      const [, code, more] = /^([2-5]\d\d)([ -]|$)/.exec(line) ?? []
      if (code === undefined || this.#lines.length > LINES_LIMIT || line.length > LINE_LIMIT) return this.#unreadable()
      if (more === '-') continue
      const lines = this.#lines
      this.#lines = []
      return { code: Number(code), lines, text: line, lost: null }
    }
    return this.#bytes.length > LINE_LIMIT ? this.#unreadable() : null
  }

  #unreadable(): Reply {
    const [first = this.#bytes] = this.#lines.slice(-1)
    this.forget()
    return lostReply('unreadable', `not a reply: ${JSON.stringify(first.slice(0, 60))}`)
  }
}
