// A transcript in numbers: sessions, messages, the share of each TLS version, as provider reports give it.
import type { TranscriptEvent } from './events.ts'

/** One session, reduced to what reports and waits need. */
export interface SessionSummary {
  session: number
  from: string
  openedAtMs: number
  /** Null while it is open. */
  closedAtMs: number | null
  closedBy: 'client' | 'server' | 'path' | null
  /** Not one byte came from the client: a port check, never judged. */
  probe: boolean
  tlsVersion: string | null
  cipher: string | null
  bits: number
  messages: number
}

export interface Summary {
  /** Without probes. */
  sessions: number
  probes: number
  messages: { all: number; byVersion: Record<string, number>; inClear: number }
  /** Sessions by TLS version; `none` are those that never had TLS. */
  byVersion: Record<string, number>
  handshakesFailed: number
}

/** Folds one event into the summaries by session; the map is changed in place. */
export function foldSession(sessions: Map<number, SessionSummary>, event: TranscriptEvent): void {
  if (event.event === 'session.opened') {
    sessions.set(event.session, {
      session: event.session,
      from: event.from,
      openedAtMs: event.atMs,
      closedAtMs: null,
      closedBy: null,
      probe: true,
      tlsVersion: null,
      cipher: null,
      bits: 0,
      messages: 0,
    })
    return
  }
  const session = sessions.get(event.session)
  if (!session) return
  if (event.event === 'session.closed') {
    session.closedAtMs = event.atMs
    session.closedBy = event.by
    session.probe = event.bytesReceived === 0
  } else if (event.event === 'tls.established') {
    Object.assign(session, { tlsVersion: event.version, cipher: event.cipher, bits: event.bits })
  } else if (event.event === 'smtp.message-accepted') session.messages += 1
}

/** Counts over the whole of a transcript. */
export function summarise(events: readonly TranscriptEvent[]): Summary {
  const sessions = new Map<number, SessionSummary>()
  let handshakesFailed = 0
  for (const event of events) {
    foldSession(sessions, event)
    if (event.event === 'tls.failed') handshakesFailed += 1
  }
  const summary: Summary = {
    sessions: 0,
    probes: 0,
    messages: { all: 0, byVersion: {}, inClear: 0 },
    byVersion: {},
    handshakesFailed,
  }
  for (const session of sessions.values()) {
    if (session.probe && session.closedAtMs !== null) {
      summary.probes += 1
      continue
    }
    summary.sessions += 1
    add(summary.byVersion, session.tlsVersion ?? 'none', 1)
    summary.messages.all += session.messages
    if (session.tlsVersion) add(summary.messages.byVersion, session.tlsVersion, session.messages)
    else summary.messages.inClear += session.messages
  }
  return summary
}

function add(counts: Record<string, number>, key: string, count: number): void {
  if (count > 0) counts[key] = (counts[key] ?? 0) + count
}
