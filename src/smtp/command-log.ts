// What is stored of the lines that a client sends: credentials replaced, also those sent on after a refusal.
import { REDACTED, redactCommand, redactResponse } from '../transcript/redaction.ts'
import type { ConversationContext } from './conversation.ts'

export interface LineFacts {
  secured: boolean
  pipelined: boolean
}

// A command of one word is no secret, though it would do as base64, too.
const VERBS = new Set([
  ...[
    'EHLO',
    'HELO',
    'LHLO',
    'STARTTLS',
    'AUTH',
    'MAIL',
    'RCPT',
    'DATA',
    'BDAT',
    'RSET',
    'NOOP',
    'QUIT',
    'VRFY',
    'EXPN',
  ],
  ...['HELP', 'ETRN', 'TURN', 'ATRN', 'SEND', 'SOML', 'SAML', 'VERB', 'ONEX', 'XCLIENT', 'XFORWARD'],
])

/** The lines of one session on their way into the transcript. */
export class CommandLog {
  readonly #context: Pick<ConversationContext, 'log' | 'showSecrets'>
  /** The last command was AUTH. */
  #inAuth = false
  /** AUTH was refused: a client that did not wait for that may still send its credentials. */
  #refused = false

  constructor(context: Pick<ConversationContext, 'log' | 'showSecrets'>) {
    this.#context = context
  }

  command(text: string, verb: string, facts: LineFacts): void {
    const stray = this.#isStray(text, verb)
    if (verb === 'AUTH') this.#refused = false
    this.#inAuth = verb === 'AUTH' || stray
    this.#tell(text, stray ? REDACTED : redactCommand(text), stray ? '' : verb, facts)
  }

  /** A line of an AUTH exchange. */
  response(text: string, facts: LineFacts): void {
    this.#tell(text, redactResponse(text), '', facts)
  }

  /** What the server said to the last line. */
  answered(code: number): void {
    if (this.#inAuth && code >= 400) this.#refused = true
  }

  /** The start of a line for other events; `whole` is false for a line without an end. */
  excerpt(text: string, { inExchange, whole }: { inExchange: boolean; whole: boolean }): string {
    const verb = (text.trimStart().split(/\s/, 1)[0] ?? '').toUpperCase()
    const start = text.slice(0, 200)
    if (this.#context.showSecrets) return start
    if (inExchange) return redactResponse(start)
    const stray = this.#isStray(text, verb) || (!whole && this.#refused && /^\S+$/.test(text))
    return stray ? REDACTED : redactCommand(start)
  }

  /** A single word that is no command, however it is encoded. */
  #isStray(text: string, verb: string): boolean {
    return this.#refused && !VERBS.has(verb) && /^\s*\S{4,}\s*$/.test(text)
  }

  #tell(raw: string, redacted: string, verb: string, { secured, pipelined }: LineFacts): void {
    const line = this.#context.showSecrets ? raw : redacted
    this.#context.log.commandArrived(raw, {
      line,
      verb,
      secured,
      ...(pipelined && { pipelined: true }),
      ...(line !== raw && { secret: true }),
    })
  }
}
