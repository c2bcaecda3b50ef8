// Where commands and replies are told, apart from other events: the path may have changed them on their way.
import type { Append, EventFields } from '../transcript/events.ts'

/** A command as the server got it; `secret`: nothing of it may be shown but what `line` shows. */
export type ArrivedCommand = Omit<EventFields['smtp.command-received'], 'arrived'> & { secret?: boolean }
/** A reply as the server sent it. */
export type SentReply = Omit<EventFields['smtp.reply-sent'], 'sent'>

export interface DialogueLog {
  /** `raw` is the line as it reached the server; `fields.line` the same with credentials replaced. */
  commandArrived(raw: string, fields: ArrivedCommand): void
  replySent(fields: SentReply): void
}

/** For a connection whose path changes nothing: what arrived is what was sent. */
export function directLog(append: Append): DialogueLog {
  return {
    commandArrived: (_raw, fields) => append('smtp.command-received', withoutSecret(fields)),
    replySent: (fields) => append('smtp.reply-sent', fields),
  }
}

export function withoutSecret({ secret: _, ...fields }: ArrivedCommand): Omit<ArrivedCommand, 'secret'> {
  return fields
}
