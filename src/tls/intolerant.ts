// Version intolerance (RFC 7507 section 1): a server that breaks the handshake of a client which offers more than it knows.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { ClientHelloFacts } from '../transcript/events.ts'
import { hangUp } from './hang-up.ts'
import type { TlsAcceptor } from './layer.ts'
import { alertNumber, versionRank } from './wire/names.ts'

const ALERT = 'handshake_failure'
/** A fatal alert in a record of the version that every client takes before one is negotiated. */
const ALERT_RECORD = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 2, alertNumber(ALERT) ?? 0])

/** The acceptor of any engine, in front of which such hellos come to nothing; the acceptor itself where the plan has no such limit. */
export function intolerant({ intolerant: limit }: TlsPlan, acceptor: TlsAcceptor): TlsAcceptor {
  if (!limit) return acceptor
  const { above, by } = limit
  return {
    async accept(stream, hello, context) {
      const newest = hello && newestOver(hello, above)
      if (!newest) return acceptor.accept(stream, hello, context)
      const { append, clock, reset } = context
      stream.on('error', () => {})
      append('tls.fault-played', { fault: 'intolerant', detail: `${WORDS[by]}: the hello offers ${newest}` })
      if (by === 'reset') reset()
      else if (by === 'close') hangUp(stream, clock)
      else {
        append('tls.alert-sent', { level: 'fatal', number: alertNumber(ALERT) ?? 0, name: ALERT, inferred: false })
        hangUp(stream, clock, ALERT_RECORD)
      }
      return null
    },
    reset: () => acceptor.reset?.(),
  }
}

const WORDS = { close: 'closed', reset: 'reset', alert: `alert ${ALERT}` } as const

/** The newest version that the hello offers, if it is above the limit. */
function newestOver({ versions }: ClientHelloFacts, limit: string): string | null {
  const rank = (version: string) => versionRank(version) ?? 0
  const newest = versions.reduce((best, version) => (rank(version) > rank(best) ? version : best), '')
  return rank(newest) > rank(limit) ? newest : null
}
