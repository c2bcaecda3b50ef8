// Which named reply a reply of smtp-server 3.21.6 is. The texts are its own; a contract test provokes them.
import type { ReplyName } from './replies.ts'

const BY_TEXT: readonly [code: number, text: RegExp, name: ReplyName][] = [
  [214, /./, 'help'],
  [221, /./, 'quit'],
  [235, /./, 'auth-ok'],
  [250, /^OK$/, 'noop-ok'],
  [250, /^Flushed$/, 'rset-ok'],
  [252, /./, 'vrfy'],
  [421, /^Timeout/, 'timeout'],
  [451, /internal server error/, 'internal-error'],
  [500, /command not recognized/, 'unknown-command'],
  [501, /authentication aborted/i, 'auth-aborted'],
  [501, /invalid userdata|missing username/, 'auth-malformed'],
  [501, /syntax: AUTH/i, 'auth-syntax'],
  [501, /parameter|NOTIFY|BODY|message size syntax|Syntax: VRFY/i, 'parameter-bad'],
  [503, /send HELO\/EHLO first/, 'hello-first'],
  [503, /identity changes/, 'auth-already'],
  [503, /nested MAIL/, 'mail-nested'],
  [503, /need MAIL/, 'need-mail'],
  [504, /./, 'auth-unknown-mechanism'],
  // REQUIRETLS in clear; it is never offered.
  [530, /REQUIRETLS/, 'parameter-bad'],
  [552, /./, 'too-big'],
]

const BY_CONTEXT: Readonly<Record<string, ReplyName>> = {
  MAIL_FROM_OK: 'mail-ok',
  RCPT_TO_OK: 'rcpt-ok',
  SENDER_SYNTAX_ERROR: 'mail-syntax',
  MAILBOX_SYNTAX_ERROR: 'rcpt-syntax',
}

/** The name of a reply that smtp-server is about to send, from its code, text and context; null for one without a name. */
export function nameOfStockReply(code: number, text: string, context: string | false | undefined): ReplyName | null {
  if (context && BY_CONTEXT[context]) return BY_CONTEXT[context]
  return BY_TEXT.find(([known, pattern]) => known === code && pattern.test(text))?.[2] ?? null
}
