// How often a client came, what it met, and how long it stayed away before it came again.
import type { SessionView, TryView } from '../verdict/try-view.ts'

export interface TryFacts {
  sessions: number
  /** From the end of the try before; null for the first. */
  afterMs: number | null
  /** A mail was taken, or the last thing that went wrong: a reply line, or words in their place. */
  end: { taken: true } | { taken: false; words: string }
}

export function tryFacts(tries: readonly TryView[]): TryFacts[] {
  return tries.map((attempt, at) => {
    const before = tries[at - 1]
    const endedAtMs = before ? Math.max(...before.sessions.map(({ closedAtMs }) => closedAtMs ?? 0)) : null
    const openedAtMs = attempt.sessions[0]?.openedAtMs ?? 0
    return {
      sessions: attempt.sessions.length,
      afterMs: endedAtMs === null ? null : Math.max(openedAtMs - endedAtMs, 0),
      end: endOf(attempt),
    }
  })
}

function endOf(attempt: TryView): TryFacts['end'] {
  if (attempt.all('smtp.message-accepted').length > 0) return { taken: true }
  const last = attempt.sessions.at(-1)
  return { taken: false, words: last ? troubleOf(last) : '' }
}

function troubleOf(session: SessionView): string {
  const refusal = session.all('smtp.reply-sent').findLast(({ code }) => code >= 400)
  if (refusal) return refusal.lines.at(-1) ?? String(refusal.code)
  const alert = session.first('tls.alert-received')
  if (alert) return `alert from the client: ${alert.name}`
  const failed = session.first('tls.failed')
  if (failed) return `the handshake failed: ${failed.reason}`
  if (session.first('smtp.tls-record-received')) return 'TLS came where SMTP speaks first'
  return 'it left without sending a mail'
}
