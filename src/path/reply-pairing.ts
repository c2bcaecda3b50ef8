// Pairs the replies that the server sent with those that the client received.
import type { Append } from '../transcript/events.ts'
import type { SentReply } from './dialogue-log.ts'

/**
 * First sent, first received. Equal: told as it is. Equal to a later one: those before it are lost. Else the first
 * one was changed (`sent` is what the server said) if the codes agree; if not, or if the server has said nothing, the
 * path made the reply up (`sent: null`). The server may report a reply right before or right after it writes it.
 */
export class ReplyPairing {
  readonly #append: Append
  readonly #limit: number
  readonly #sent: SentReply[] = []
  /** Received, while the server has not reported what it sent. */
  readonly #unexplained: string[][] = []
  /** The first of the sent ones holds several replies (`raw`), and so many of its lines have been received. */
  #linesReceived = 0
  #blind = false

  constructor(append: Append, limit: number) {
    this.#append = append
    this.#limit = limit
  }

  sent(reply: SentReply): void {
    this.#sent.push(reply)
    for (const lines of this.#unexplained.splice(0)) this.received(lines)
    if (this.#blind || this.#sent.length > this.#limit) this.giveUp()
  }

  received(lines: string[]): undefined {
    if (this.#sent.length > 0) this.#pair(lines)
    else {
      this.#unexplained.push(lines)
      // The server reports what it writes in the same turn; what is unexplained after it is not the server's.
      queueMicrotask(() => this.#tellMadeUp())
    }
  }

  /** The client's side can no longer be seen: from now on what is sent counts as received. */
  giveUp(): void {
    this.#blind = true
    for (const reply of this.#sent.splice(0)) this.#append('smtp.reply-sent', reply)
    this.#linesReceived = 0
  }

  /** @param unfinished - Lines of a reply that the client received in part, or without a line end. */
  close(unfinished: string[]): void {
    if (unfinished.length > 0 && this.#sent.some(({ lines }) => isEnd(lines, unfinished))) this.received(unfinished)
    this.#tellMadeUp()
    for (const { lines, code } of this.#sent.splice(0)) this.#append('smtp.reply-lost', { lines, code })
  }

  #pair(lines: string[]): void {
    const position = this.#sent.findIndex((reply, index) => startsWith(this.#due(reply, index), lines))
    for (const { lines: lost, code } of this.#sent.splice(0, Math.max(position, 0))) {
      this.#linesReceived = 0
      this.#append('smtp.reply-lost', { lines: lost, code })
    }
    const head = this.#sent[0]
    if (!head) return
    if (position >= 0) this.#receivedSome(head, lines.length)
    else if (codeOf(lines) === head.code) {
      this.#sent.shift()
      this.#append('smtp.reply-sent', { ...head, lines, sent: head.lines })
    } else this.#madeUp(lines)
  }

  #receivedSome(head: SentReply, count: number): void {
    this.#linesReceived += count
    if (this.#linesReceived < head.lines.length) return
    this.#linesReceived = 0
    this.#sent.shift()
    this.#append('smtp.reply-sent', head)
  }

  #due({ lines }: SentReply, index: number): string[] {
    return index === 0 ? lines.slice(this.#linesReceived) : lines
  }

  #tellMadeUp(): void {
    for (const lines of this.#unexplained.splice(0)) this.#madeUp(lines)
  }

  #madeUp(lines: string[]): void {
    this.#append('smtp.reply-sent', { lines, code: codeOf(lines), secured: false, sent: null })
  }
}

function startsWith(lines: string[], start: string[]): boolean {
  return start.length <= lines.length && start.every((line, index) => line === lines[index])
}

function isEnd(lines: string[], end: string[]): boolean {
  return startsWith(lines.slice(-end.length), end)
}

function codeOf(lines: string[]): number {
  return Number(/^\d{3}/.exec(lines[0] ?? '')?.[0] ?? 0)
}
