// What EHLO listed: as the client saw it, and as the server said it.
import type { EventOf, SessionView } from '../try-view.ts'
import { exchangesIn } from './exchanges.ts'

export interface Ehlo {
  command: EventOf<'smtp.command-received'>
  reply: EventOf<'smtp.reply-sent'>
  /** Capability lines as the client received them, without the code: `AUTH PLAIN LOGIN`. */
  seen: string[]
  /** The same as the server said them. */
  sent: string[]
}

/** Every EHLO of a session that went well. */
export function ehlosIn(session: SessionView): Ehlo[] {
  return exchangesIn(session).flatMap(({ to, command, reply }) =>
    to === 'EHLO' && command && reply.code === 250
      ? [{ command, reply, seen: capabilities(reply.lines), sent: capabilities(reply.sent ?? reply.lines) }]
      : [],
  )
}

/** The last answer to EHLO in clear; undefined when there is none. */
export function plainEhlo(session: SessionView): Ehlo | undefined {
  return ehlosIn(session).findLast(({ command }) => !command.secured)
}

/** The mechanisms of a capability line, such as `AUTH PLAIN LOGIN`; none for another line. */
export function mechanismsIn(line: string): string[] {
  return /^AUTH[ =](.*)$/i.exec(line)?.[1]?.toUpperCase().split(/\s+/) ?? []
}

/** STARTTLS is where the name of the server has to be (RFC 5321 section 4.1.1.1). */
export function startsWithStarttls({ reply }: Ehlo): boolean {
  return /^250[ -]STARTTLS\s*$/i.test(reply.lines[0] ?? '')
}

export function lists(words: readonly string[], keyword: string): boolean {
  return words.some((word) => word.split(/[\s=]/, 1)[0]?.toUpperCase() === keyword)
}

/** A session that never got into TLS and in which the client saw no STARTTLS; the EHLO that shows it. */
export function withoutStarttls(session: SessionView): Ehlo | undefined {
  if (session.first('tls.established') || session.first('tls.hello-received')) return undefined
  const ehlo = plainEhlo(session)
  return ehlo && !lists(ehlo.seen, 'STARTTLS') ? ehlo : undefined
}

/** The client saw STARTTLS listed. */
export function sawStarttls(session: SessionView): boolean {
  return ehlosIn(session).some(({ command, seen }) => !command.secured && lists(seen, 'STARTTLS'))
}

function capabilities(lines: readonly string[]): string[] {
  return lines.slice(1).map((line) => line.slice(4).trim())
}
