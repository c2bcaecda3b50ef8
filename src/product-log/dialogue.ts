// The dialogue as lines, for products whose own form of a log is in no seed.
import type { ClientEvent } from './client-events.ts'

/** What was said and heard; null for what is neither. */
export function dialogueLine(event: ClientEvent): string | null {
  const lines = dialogueLines(event)
  return lines.length > 0 ? lines.join('\n') : null
}

/** The same, line by line: what comes from the other side may hold line ends of its own. */
export function dialogueLines(event: ClientEvent): string[] {
  switch (event.event) {
    case 'command.sent':
      return [`C: ${event.line}`]
    case 'content.sent':
      return [`C: (message of ${event.bytes} bytes)`]
    case 'reply.received':
      return event.lines.map((line) => `S: ${line}`)
    case 'reply.missed':
      return [`S: (${event.detail})`]
    case 'tls.hello-sent':
      return [`C: (ClientHello: ${event.summary})`]
    case 'tls.established':
      return [`-- ${event.version} with ${event.cipher} (${event.bits} bits)`]
    case 'tls.failed':
      return [`-- no TLS: ${event.detail}`]
    case 'connection.failed':
      return [`-- no connection: ${event.detail}`]
    default:
      return []
  }
}
