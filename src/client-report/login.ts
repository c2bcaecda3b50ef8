// How a client logs in (RFC 4954): by which mechanisms, inside TLS or in clear, with or without an initial response.
import type { SessionView } from '../verdict/try-view.ts'

export interface LoginFacts {
  mechanism: string
  secured: boolean
  /** The credentials, or their beginning, came with the AUTH command (RFC 4954 section 4). */
  initialResponse: boolean
  /** The last reply to it; null: none came. */
  reply: number | null
}

/** Each different way once, in the order of the sessions. The user's name and secret are left out. */
export function loginFacts(sessions: readonly SessionView[]): LoginFacts[] {
  const logins = sessions.flatMap(loginsOf)
  return [...new Map(logins.map((login) => [JSON.stringify(login), login])).values()]
}

function loginsOf({ events }: SessionView): LoginFacts[] {
  const logins: LoginFacts[] = []
  let current: LoginFacts | null = null
  for (const event of events) {
    if (event.event === 'smtp.command-received') {
      const [, mechanism = '', initial] = /^\s*AUTH\s+(\S+)(?:\s+(\S.*))?$/is.exec(event.line) ?? []
      if (event.verb === 'AUTH') {
        current = {
          mechanism: mechanism.toUpperCase(),
          secured: event.secured,
          initialResponse: initial !== undefined,
          reply: null,
        }
        logins.push(current)
      } else if (event.verb !== '') current = null
    } else if (event.event === 'smtp.reply-sent' && current) current.reply = event.code
  }
  return logins
}
