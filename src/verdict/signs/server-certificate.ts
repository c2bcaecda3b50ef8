// Signs that the client refused the certificate of the server: by an alert, or by leaving without a word.
import type { TranscriptEvent } from '../../transcript/events.ts'
import { alertOfAnotherFault, certificateAlerts, leftWithoutAWord } from '../certificate.ts'
import type { Findings, Sighting } from '../diagnosis.ts'
import type { EventOf, SessionView } from '../try-view.ts'

/** A look for the refusal of a certificate with one of these faults; `{how}` says how the client showed it. */
export function refusedFor(...faults: readonly string[]): (findings: Findings) => Sighting | null {
  return ({ certificateFault: fault, first }) => {
    if (fault === null || !faults.includes(fault) || alertOfAnotherFault(first, { fault, known: true })) return null
    const alerts = [...certificateAlerts(first), ...first.all('tls.alert-received')].filter(
      ({ name }) => !HANDSHAKE_ALERTS.includes(name),
    )
    const [alert] = alerts
    if (alert) return { events: alerts, words: { how: `The client refused it with the alert ${alert.name}.` } }
    const silent = first.sessions.flatMap(silentlyLeft)
    return silent.length > 0 ? { events: silent, words: { how: SILENCE } } : null
  }
}

const SILENCE = 'The client left without a word, as some do that refuse a certificate; that alone is no proof.'

/** Alerts that say nothing about the certificate, whatever it is. */
const HANDSHAKE_ALERTS = [
  'close_notify',
  'user_canceled',
  'protocol_version',
  'inappropriate_fallback',
  'no_renegotiation',
]

/** Alerts about the certificate that its fault in this scenario does not explain. */
export function unexplainedAlerts({ certificateFault: fault, first }: Findings): EventOf<'tls.alert-received'>[] {
  const alerts = certificateAlerts(first)
  if (fault === null) return alerts
  const another = alertOfAnotherFault(first, { fault, known: true })
  return another && alerts.includes(another) ? [another] : []
}

/** The handshake and the first command behind it of a client that accepted the certificate; else nothing. */
export function goneOnInside({ first }: Findings): TranscriptEvent[] {
  for (const session of first.sessions) {
    const established = session.first('tls.established')
    const next = session.all('smtp.command-received').find(({ secured, verb }) => secured && verb !== 'QUIT')
    if (established && next && !session.first('tls.alert-received')) return [established, next]
  }
  return []
}

/** What shows that the client left once it had seen the certificate, with no alert and no byte inside TLS; else nothing. */
export function silentlyLeft(session: SessionView): TranscriptEvent[] {
  if (leftWithoutAWord(session) !== 'in-its-turn') return []
  return [
    ...session.all('tls.hello-received'),
    ...session.all('tls.established'),
    ...session.all('tls.failed'),
    ...session.all('session.closed'),
  ]
}
