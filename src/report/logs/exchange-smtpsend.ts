// The log of the Send connector of an Exchange that had been the client: the session from its other end.
import { certificateEntry, clientEntries, type Entry, UNKNOWN_CREDENTIALS } from '../../product-log/exchange.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { asClient } from './client-view.ts'
import { endpoint, exchangeLog } from './exchange.ts'
import type { Session } from './sessions.ts'

export const exchangeSmtpSendLog = exchangeLog({
  name: 'log-exchange-smtpsend',
  doc: 'The protocol log of an Exchange that had sent these sessions, as CSV',
  type: 'SMTP Send Protocol Log',
  connector: () => 'Internet',
  endpoints: ({ opened: { from, fromPort, to, toPort } }) => ({
    local: endpoint(from, fromPort),
    remote: endpoint(to, toPort),
  }),
  entries: (event, session) => [...ownCertificate(event, session), ...entriesOf(event, session)],
})

/** Before the handshake, as the seed has it; from this end it is known only once it was shown. */
function ownCertificate({ event }: TranscriptEvent, session: Session): Entry[] {
  const shown = event === 'tls.established' ? session.certificateOf('client') : null
  return shown ? [certificateEntry('Sending', shown)] : []
}

function entriesOf(event: TranscriptEvent, session: Session): Entry[] {
  // Whoever cannot use its own certificate takes the 220 and leaves without a byte of TLS (line 94).
  const leftAtOnce = event.event === 'tls.failed' && event.reason === 'client-closed' && session.hello === null
  if (leftAtOnce) return [UNKNOWN_CREDENTIALS]
  const seen = asClient(event, session)
  return seen ? clientEntries(seen) : []
}
