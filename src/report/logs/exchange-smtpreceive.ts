// The log of the Receive connector of an Exchange that had been the server.
import { certificateEntry, type Entry, negotiated } from '../../product-log/exchange.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { endpoint, exchangeLog, sessionId } from './exchange.ts'
import { agreedKey } from './key-exchange.ts'
import type { Session } from './sessions.ts'

export const exchangeSmtpReceiveLog = exchangeLog({
  name: 'log-exchange-smtpreceive',
  doc: 'The protocol log of an Exchange that had received these sessions, as CSV',
  type: 'SMTP Receive Protocol Log',
  connector: () => 'EXCHANGE\\Default Frontend EXCHANGE',
  endpoints: ({ opened: { from, fromPort, to, toPort } }) => ({
    local: endpoint(to, toPort),
    remote: endpoint(from, fromPort),
  }),
  entries: entriesOf,
})

function entriesOf(event: TranscriptEvent, session: Session, at: Date): Entry[] {
  switch (event.event) {
    case 'session.opened':
      return [
        ['+', '', ''],
        ['*', 'None', 'Set Session Permissions'],
      ]
    case 'smtp.command-received':
      // What the path swallowed never came here.
      return event.arrived === null ? [] : [['<', event.arrived ?? event.line, '']]
    case 'smtp.reply-sent':
      return [
        ...(event.sent === null ? [] : (event.sent ?? event.lines).map((line): Entry => ['>', line, ''])),
        ...consequences(event.code, session, at),
      ]
    case 'tls.established':
      return [...certificates(session), ['*', '', sentence(event, session)]]
    case 'tls.failed':
      return [['*', '', `TLS negotiation failed: ${event.detail}`]]
    case 'session.closed':
      return [['-', '', event.by === 'server' ? 'Local' : 'Remote']]
    default:
      return []
  }
}

/** What Exchange notes behind a reply: who has logged in, and that a message is on its way. */
function consequences(code: number, session: Session, at: Date): Entry[] {
  const { answered, login } = session
  if (code === 235 && login) return [['*', login.user, 'authenticated']]
  if (answered?.verb !== 'MAIL' || code >= 400) return []
  return [['*', `${sessionId(session)};${at.toISOString()};${session.messages + 1}`, 'receiving message']]
}

function certificates(session: Session): Entry[] {
  const [own, remote] = [session.certificateOf('server'), session.certificateOf('client')]
  return [...(own ? [certificateEntry('Sending', own)] : []), ...(remote ? [certificateEntry('Remote', remote)] : [])]
}

function sentence(
  { version, suite, bits }: Extract<TranscriptEvent, { event: 'tls.established' }>,
  session: Session,
): string {
  const certificate = session.certificateOf('server')
  return negotiated({ version, suite, bits, certificate, ephemeral: agreedKey(session) }, 'SERVER')
}
