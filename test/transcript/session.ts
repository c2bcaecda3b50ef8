// Transcripts made by hand: sessions with what counts in a summary.
import type { TranscriptEvent } from '../../src/index.ts'
import type { EventFields, EventName } from '../../src/transcript/events.ts'

export interface MadeSession {
  /** Absent: the session stays in clear. */
  version?: string
  messages?: number
  /** Accepted before STARTTLS, or without it. */
  messagesInClear?: number
  handshakeFails?: true
  /** Not one byte from the client. */
  probe?: true
  open?: true
}

/** Events of these sessions, one after another. */
export function transcriptOf(sessions: readonly MadeSession[]): TranscriptEvent[] {
  const events: TranscriptEvent[] = []
  for (const [at, made] of sessions.entries()) {
    const add = <E extends EventName>(event: E, fields: EventFields[E]) =>
      events.push({ seq: events.length + 1, session: at + 1, atMs: events.length, event, ...fields } as never)
    const mail = (secured: boolean) =>
      add('smtp.message-accepted', { ...ENVELOPE, id: `${events.length}`, bytes: 90, secured, authenticated: false })
    add('session.opened', { from: '127.0.0.1', fromPort: 50000 + at, to: '127.0.0.1', toPort: 2525 })
    for (let count = made.messagesInClear ?? 0; count > 0; count--) mail(false)
    if (made.handshakeFails) add('tls.failed', { reason: 'no-common-version', detail: '' })
    if (made.version !== undefined) add('tls.established', { ...ESTABLISHED, version: made.version })
    for (let count = made.messages ?? 0; count > 0; count--) mail(true)
    const bytesReceived = made.probe ? 0 : 500
    if (!made.open) add('session.closed', { by: 'client', how: 'fin', bytesReceived, bytesSent: 700 })
  }
  return events
}

const ENVELOPE = { sender: 'anna@example.com', recipients: ['bob@example.org'] }

const ESTABLISHED: EventFields['tls.established'] = {
  version: 'TLSv1.2',
  suite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
  cipher: 'AES128-SHA',
  bits: 128,
  servername: null,
  alpn: null,
  clientCertificate: null,
  clientCertificateAsked: false,
}
