// The log of the probe emailgtw (seed 000): lines of its own and of c-client, the library in it.
import type { ClientEvent } from './client-events.ts'

/** `Oct 29 03:03:53:135 emailgtw: AUTH LOGIN`, in UTC. */
export function stamped(line: string, at: Date): string {
  const two = (count: number) => String(count).padStart(2, '0')
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
  const ms = String(at.getUTCMilliseconds()).padStart(3, '0')
  return `${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())} ${time}:${ms} emailgtw: ${line}`
}

/** What it says of an event; null for nothing. */
export function probeLines(event: ClientEvent): string[] | null {
  switch (event.event) {
    case 'connection.opened':
      return [`[Trying IP address [${event.address}]]`]
    case 'command.sent':
      return [event.secret ? '<suppressed>' : event.line]
    case 'reply.received':
      return event.lines
    case 'content.sent':
      return ['.']
    case 'reply.missed':
      // The library runs on Windows sockets there, and lets go of them.
      return event.why === 'closed' ? ['[Winsock cleanup]'] : null
    default:
      return null
  }
}

/** When the library asks who it is. The odd end of the second line is the probe's. */
export function askedLines(host: string, user: string): string[] {
  return [
    `(mm_login) getting username and password for host [${host}]`,
    `(mm_login) no match: != [${host}] ([40)`,
    `mm_login - unable to match server names, using user defined for first server - ${user}`,
  ]
}

/** smtp_maxlogintrials of the library. */
export const TRIALS = 3

export function retryingLine(mechanism: string, reply: string): string {
  return `%Retrying ${mechanism} authentication after ${shown(reply)}`
}

export function cannotAuthenticate(reply: string): string {
  return `Can not authenticate to SMTP server: ${shown(reply)}`
}

/** The reply that the library makes up when the connection is gone (smtp_fake). */
export const BROKEN = '421 SMTP connection broken (reply)'

export function tlsFailure(host: string): string {
  return `TLS/SSL failure for ${host}: SSL negotiation failed`
}

export function noTls(host: string): string {
  return `Unable to negotiate TLS with this server: ${host}`
}

/** The probe's own word behind the library's error. */
export const AUTH_FAILED = '(send_it) smtp_auth failed'

/** `%.80s`: how much of a reply the library shows inside a line of its own. */
export function shown(text: string): string {
  return text.slice(0, 80)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
