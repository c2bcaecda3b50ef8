// The same session as its client sees it, told from the server's end.
import type { ClientEvent } from '../../product-log/client-events.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { REDACTED } from '../../transcript/redaction.ts'
import { agreedKey } from './key-exchange.ts'
import type { Session } from './sessions.ts'

/** Null for what a client does not see, or what is not known from here. */
export function asClient(event: TranscriptEvent, session: Session): ClientEvent | null {
  switch (event.event) {
    case 'session.opened':
      return { event: 'connection.opened', host: event.to, address: event.to, port: event.toPort }
    case 'session.closed':
      return {
        event: 'connection.closed',
        by: event.by === 'client' ? 'sender' : 'server',
        secured: session.tls !== null,
      }
    case 'smtp.command-received': {
      const { line, secured } = event
      return { event: 'command.sent', line, secret: line.includes(REDACTED), secured }
    }
    case 'smtp.content-received':
      return { event: 'content.sent', bytes: event.bytes, secured: event.secured }
    case 'smtp.reply-sent': {
      const { code, lines, secured } = event
      return { event: 'reply.received', code, lines, secured, to: session.answered?.verb ?? '' }
    }
    case 'tls.hello-received':
      return { event: 'tls.hello-sent', hello: event.hello, summary: event.summary }
    case 'tls.failed': {
      const reason = event.reason === 'timed-out' ? 'timed-out' : event.reason === 'server-closed' ? 'closed' : 'alert'
      return { event: 'tls.failed', reason, detail: event.detail }
    }
    case 'tls.established': {
      const { version, suite, cipher, bits } = event
      const shown = session.certificateOf('server')
      return {
        event: 'tls.established',
        ...{ version, suite, cipher, bits },
        ephemeral: agreedKey(session),
        certificate: shown && { ...shown, fingerprint: shown.thumbprint, problem: null },
        own: event.clientCertificate?.subject ?? null,
      }
    }
    default:
      return null
  }
}
