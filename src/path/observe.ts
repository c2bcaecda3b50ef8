// Pairs what the client sent and received with what the server got and said, so that events tell the client's side.
import type { Append, Toward } from '../transcript/events.ts'
import { REDACTED } from '../transcript/redaction.ts'
import { type CommandLine, Dialogue, type Stop } from './dialogue.ts'
import { type ArrivedCommand, type DialogueLog, type SentReply, withoutSecret } from './dialogue-log.ts'
import { ReplyPairing } from './reply-pairing.ts'
import { lineRedaction } from './shown-line.ts'

const QUEUE_LIMIT = 1000

export interface PathObserver extends DialogueLog {
  /** Bytes as they cross the client's socket; `toward` says which way. Content and TLS are passed over. */
  clientBytes(toward: Toward, chunk: Buffer): void
  /** The connection is gone: tells what never arrived on the other side. */
  close(): void
}

export interface ObserveContext {
  append: Append
  /** Credentials are shown as they came. */
  showSecrets?: boolean
}

/**
 * Two queues, commands and replies, in the order of the wire.
 *
 * A line that reaches the server is looked for among those the client sent: what stands before it was swallowed
 * (`arrived: null`); is it not there, then the path changed the first one (`arrived` is the line as it came). A line
 * that reaches the server when the client has sent nothing is no `smtp.command-received`, since that tells what the
 * client sent: it is told as `path.acted`.
 *
 * Replies: see ReplyPairing. In TLS, and once a bound is crossed, the server's word is taken as it is.
 */
export function observePath(context: ObserveContext): PathObserver {
  return new Observer(context)
}

interface Said extends CommandLine {
  /** What may be shown of it. */
  shown: string
}

class Observer implements PathObserver {
  readonly #append: Append
  readonly #showSecrets: boolean
  readonly #show: ReturnType<typeof lineRedaction>
  readonly #said: Said[] = []
  /** More was sent ahead than is remembered. */
  #lost = false
  readonly #replies: ReplyPairing
  readonly #tap = new Dialogue({
    command: (command) => this.#saw(command),
    reply: ({ lines }) => this.#replies.received(lines),
    stopped: (why) => this.#stopped(why),
  })

  constructor({ append, showSecrets = false }: ObserveContext) {
    this.#append = append
    this.#showSecrets = showSecrets
    this.#show = lineRedaction(showSecrets)
    this.#replies = new ReplyPairing(append, QUEUE_LIMIT)
  }

  clientBytes(toward: Toward, chunk: Buffer): void {
    if (toward === 'server') this.#tap.toServer(chunk)
    else this.#tap.toClient(chunk)
  }

  commandArrived(raw: string, fields: ArrivedCommand): void {
    if (fields.secured) this.#tell(fields)
    else this.#pair(raw, fields)
  }

  replySent(fields: SentReply): void {
    if (fields.secured) this.#append('smtp.reply-sent', fields)
    else this.#replies.sent(fields)
  }

  close(): void {
    const unfinished = this.#tap.endToClient().toString().split(/\r?\n/)
    this.#replies.close(unfinished.filter((line) => line !== ''))
    for (const swallowed of this.#said.splice(0)) this.#swallowed(swallowed)
  }

  #pair(raw: string, fields: ArrivedCommand): void {
    const position = this.#said.findIndex(({ line }) => same(line, raw))
    for (const swallowed of this.#said.splice(0, Math.max(position, 0))) this.#swallowed(swallowed)
    const head = this.#said.shift()
    if (head && position < 0) this.#changed(head, raw, fields)
    else if (head || this.#lost || !this.#tap.following) this.#tell(fields)
    else {
      const detail = `the server got a line that the client did not send: ${fields.line}`
      this.#append('path.acted', { step: 'path', toward: 'server', detail })
    }
  }

  #tell(fields: ArrivedCommand): void {
    this.#append('smtp.command-received', withoutSecret(fields))
  }

  #saw(command: CommandLine): undefined {
    if (!this.#lost) this.#said.push({ ...command, shown: this.#show(command) })
    if (this.#said.length <= QUEUE_LIMIT) return
    this.#lost = true
    this.#said.length = 0
  }

  #stopped(why: Stop): void {
    // What came behind STARTTLS did arrive; the server discards it (RFC 3207 section 4.2) and says so itself.
    if (why === 'starttls') this.#said.length = 0
    this.#replies.giveUp()
  }

  #swallowed({ kind, verb, shown, pipelined }: Said): void {
    this.#append('smtp.command-received', {
      line: shown,
      verb: verbOf({ kind, verb, shown }),
      secured: false,
      ...(pipelined && { pipelined }),
      arrived: null,
    })
  }

  #changed({ kind, verb, line, shown }: Said, raw: string, fields: ArrivedCommand): void {
    const isSecret = !this.#showSecrets && (fields.secret || shown !== line || fields.line !== raw)
    this.#append('smtp.command-received', {
      ...withoutSecret(fields),
      line: fields.secret && !this.#showSecrets ? REDACTED : shown,
      verb: verbOf({ kind, verb, shown }),
      arrived: isSecret ? withoutArguments(raw, kind) : raw,
    })
  }
}

/** A line that is nothing but a secret has no verb. */
function verbOf({ kind, verb, shown }: Pick<Said, 'kind' | 'verb' | 'shown'>): string {
  return kind === 'auth' || shown === REDACTED ? '' : verb
}

// Servers trim blanks at the end of a line before they report it.
function same(sent: string, arrived: string): boolean {
  return sent.trimEnd() === arrived.trimEnd()
}

/** What became of a line with a secret: nothing but its verb can be shown, since it may still carry the secret. */
function withoutArguments(raw: string, kind: CommandLine['kind']): string {
  const [verb, ...rest] = raw.trim().split(/\s+/)
  if (kind === 'auth' || !verb || verb.length > 8) return REDACTED
  return rest.length > 0 ? `${verb} ${REDACTED}` : verb
}
