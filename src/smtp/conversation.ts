// What the SMTP actor is given and what it gives back; everything that has to do with other rooms comes in here.
import type { SmtpPlan } from '../scenario/server-plan.ts'
import type { Clock, SecuredStream, ServedStream } from '../transcript/contracts.ts'
import type { Append, ClientHelloFacts, EventFields } from '../transcript/events.ts'
import type { RuleBook } from './rules.ts'

/** A message as it was received, with the Received header on top. */
export interface StoredMessage {
  id: string
  session: number
  sender: string
  recipients: string[]
  raw: Buffer
  secured: boolean
}

/** Where commands and replies are told, apart from other events: a path may have changed them on their way. */
export interface DialogueLog {
  /** `raw` is the line as it reached the server; `fields.line` the same with credentials replaced, `secret` then. */
  commandArrived(raw: string, fields: EventFields['smtp.command-received'] & { secret?: boolean }): void
  replySent(fields: EventFields['smtp.reply-sent']): void
}

export interface ConversationContext {
  plan: SmtpPlan
  session: number
  from: string
  rules: RuleBook
  append: Append
  log: DialogueLog
  clock: Clock
  /** Credentials are stored as they came. */
  showSecrets: boolean
  /** Set when TLS was there from the first byte. */
  secured: SecuredStream | null
  /** Runs the handshake after STARTTLS; null when it failed, and then the stream is gone. */
  secure(stream: ServedStream): Promise<SecuredStream | null>
  /** Ends the connection with a RST. */
  reset(): void
  looksLikeTls(bytes: Buffer): boolean | undefined
  /** Null when there is none to read, undefined when more bytes are needed to tell. */
  readHello(bytes: Buffer): ClientHelloFacts | null | undefined
  versionRank(version: string): number
  /** Connections from this source address that were open when this one was opened, itself among them. */
  connections: number
  /** An id for the queue, unique within the server. */
  identify(): string
  store(message: StoredMessage): void
}
