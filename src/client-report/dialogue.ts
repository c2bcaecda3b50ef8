// How a client speaks SMTP (RFC 5321): its name, its pace, its line ends, how it hands over a message and takes its leave.
import { isIP } from 'node:net'
import type { SessionView } from '../verdict/try-view.ts'

/** `name`: a domain with a dot; `literal`: an address in brackets; `other`: neither (RFC 5321 section 4.1.4). */
export type GreetingKind = 'name' | 'literal' | 'other'

export interface DialogueFacts {
  greetings: { verb: string; name: string; kind: GreetingKind }[]
  /** Said EHLO again inside TLS, as RFC 3207 section 4.2 asks; null: no TLS behind STARTTLS. */
  greetedAgain: boolean | null
  talkedBeforeGreeting: boolean
  /** Sent commands without waiting for the replies to those before (RFC 2920). */
  pipelines: boolean
  /** How the content came: DATA, or BDAT (RFC 3030). */
  via: ('DATA' | 'BDAT')[]
  /** Parameters of MAIL, such as SIZE=512 and BODY=8BITMIME. */
  mailParameters: string[]
  /** Lines that ended with LF alone. */
  bareLf: ('commands' | 'content')[]
  longLines: boolean
  /** How its sessions ended: it said QUIT, closed without it, or the server or the path was first. */
  ends: ('quit' | 'closed' | 'server' | 'path')[]
}

export function dialogueFacts(sessions: readonly SessionView[]): DialogueFacts {
  const commands = sessions.flatMap((session) => session.all('smtp.command-received'))
  const some = (event: 'smtp.talked-before-greeting' | 'smtp.line-too-long') =>
    sessions.some((session) => session.first(event))
  return {
    greetings: distinct(commands.filter(({ verb }) => verb === 'EHLO' || verb === 'HELO').map(greetingOf)),
    greetedAgain: greetedAgain(sessions),
    talkedBeforeGreeting: some('smtp.talked-before-greeting'),
    pipelines: commands.some(({ pipelined }) => pipelined),
    via: distinct(sessions.flatMap((session) => session.all('smtp.content-received').map(({ via }) => via))),
    mailParameters: distinct(commands.filter(({ verb }) => verb === 'MAIL').flatMap(({ line }) => parametersOf(line))),
    bareLf: distinct(
      sessions.flatMap((session) =>
        session.all('smtp.bare-lf-received').map(({ line }) => (line === null ? 'content' : 'commands')),
      ),
    ),
    longLines: some('smtp.line-too-long'),
    ends: distinct(sessions.flatMap(endOf)),
  }
}

function greetingOf({ line, verb }: { line: string; verb: string }): DialogueFacts['greetings'][number] {
  const name = line.trim().slice(4).trim()
  return { verb, name, kind: kindOf(name) }
}

function kindOf(name: string): GreetingKind {
  const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(name)?.[1]
  if (literal !== undefined) return isIP(literal) ? 'literal' : 'other'
  return /^(?=.{1,255}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i.test(name) &&
    !isIP(name)
    ? 'name'
    : 'other'
}

function greetedAgain(sessions: readonly SessionView[]): boolean | null {
  const upgraded = sessions.filter(
    (session) =>
      session.first('tls.established') &&
      session.all('smtp.command-received').some(({ verb, secured }) => verb === 'STARTTLS' && !secured),
  )
  const spoke = upgraded.map((session) => session.all('smtp.command-received').filter(({ secured }) => secured))
  const first = spoke.filter((commands) => commands.length > 0)
  return first.length === 0 ? null : first.every(([command]) => /^(EHLO|HELO)$/.test(command?.verb ?? ''))
}

function parametersOf(line: string): string[] {
  const [, rest = ''] = /^\s*MAIL\s+FROM:\s*(?:<[^>]*>|\S+)(.*)$/is.exec(line) ?? []
  // An AUTH parameter (RFC 4954 section 5) and an envelope id name people and mails.
  return rest
    .split(/\s+/)
    .filter(Boolean)
    .map((parameter) => parameter.replace(/^(AUTH|ENVID)=.*/i, '$1=...'))
}

function endOf(session: SessionView): DialogueFacts['ends'] {
  const closed = session.first('session.closed')
  if (!closed) return []
  if (session.all('smtp.command-received').some(({ verb }) => verb === 'QUIT')) return ['quit']
  return [closed.by === 'client' ? 'closed' : closed.by]
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
