// Why nothing can be said of a try after all.
import type { ExpectedVerdict } from '../scenario/words.ts'
import { alertOfAnotherFault, leftWithoutAWord, type ServedCertificate } from './certificate.ts'
import type { Evidence } from './expectation.ts'
import type { Finding } from './invariants.ts'
import type { Basis, Reason } from './judgement.ts'
import { exchangesIn } from './signs/exchanges.ts'
import type { SessionView, TryView } from './try-view.ts'

export interface DoubtInput {
  evidence: Evidence
  findings: readonly Finding[]
  /** What the scenario calls the outcome. */
  grade: ExpectedVerdict
  basis: Basis
  certificate: ServedCertificate
  /** The client only looked at the server. */
  tested: boolean
}

/** Null when the findings stand. */
export function doubt({ evidence, findings, grade, basis, certificate, tested }: DoubtInput): Reason | null {
  const { tries, outcome } = evidence
  if (tries.truncated) return 'transcript-truncated'
  if (tested) return 'only-tested'
  const fails = findings.filter(({ verdict }) => verdict === 'fail')
  // A leak or a broken rule is proved by what was seen; that no mail came may have another cause.
  if (fails.some(({ restsOnAbsence }) => !restsOnAbsence)) return null
  const onLaterTries = fails.length > 0 && fails.every(({ restsOnLaterTries }) => restsOnLaterTries)
  if (onLaterTries && tries.laterTruncated) return 'transcript-truncated'
  if (basis === 'path') return 'behind-a-path'
  const passes = fails.length === 0
  if (outcome === 'none') {
    const reason = doubtAboutNone(certificate, evidence, basis, passes)
    if (reason) return reason
  }
  return passes && grade === 'inconclusive' ? 'outcome-not-judged' : null
}

/** No mail came: has the scenario to do with that, and was it the client's decision? */
function doubtAboutNone(
  certificate: ServedCertificate,
  { first, client, control }: Evidence,
  basis: Basis,
  passes: boolean,
): Reason | null {
  const alert = alertOfAnotherFault(first, certificate)
  if (alert) return alert.name === 'unknown_ca' ? 'simulator-ca-not-trusted' : 'another-fault'
  if (passes && control && control.outcome !== 'encrypted') {
    return control.reason === 'simulator-ca-not-trusted' ? 'simulator-ca-not-trusted' : 'control-failed'
  }
  if (basis === 'alert' || client?.says === 'failed') return null
  const left = first.sessions.map(leftWithoutAWord)
  // The control has shown that this client can send, and so that it did not want to.
  if (control?.outcome === 'encrypted' && !(passes && left.includes('too-early'))) return null
  if (passes && left.includes('in-its-turn')) return 'certificate-unknown'
  return triedToSend(first) || first.sessions.some(wasTurnedAway) ? null : 'never-tried-to-send'
}

function triedToSend(first: TryView): boolean {
  return first.all('smtp.command-received').some(({ verb }) => verb === 'MAIL')
}

/** Something stood in the client's way: a refusal, a handshake that the server would not make, a lost connection. */
function wasTurnedAway(session: SessionView): boolean {
  if (session.first('tls.fault-played') || session.first('tls.client-certificate-refused')) return true
  if (session.all('tls.failed').some(({ reason }) => !LEFT_OPEN.includes(reason))) return true
  if (session.first('smtp.reply-withheld') || session.first('smtp.reply-lost')) return true
  if (session.all('smtp.command-received').some(({ arrived }) => arrived === null)) return true
  const late = session.first('smtp.timed-out')?.seq ?? Number.POSITIVE_INFINITY
  const replies = session.all('smtp.reply-sent')
  if (replies.some(({ code, seq }) => code >= 400 && seq < late)) return true
  // Only 220 starts TLS: a 354 in its place turns the client away as much as a 454.
  if (exchangesIn(session).some(({ to, reply }) => to === 'STARTTLS' && reply.code !== 220)) return true
  const by = session.first('session.closed')?.by
  return by === 'path' || (by === 'server' && replies.at(-1)?.rule !== undefined)
}

/** Handshakes that ended because the client, or the run, did. */
const LEFT_OPEN = ['client-closed', 'server-closed', 'timed-out']
