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
  /** Not one byte came from the client, whose turn it could have been: a port check, never judged. */
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
    session.probe &&= event.bytesReceived === 0
  } else if (event.event === 'path.upstream-failed') session.probe = false
  else if (event.event === 'tls.established') {
    Object.assign(session, { tlsVersion: event.version, cipher: event.cipher, bits: event.bits })
  } else if (event.event === 'smtp.message-accepted') session.messages += 1
}

/** Counts over the whole of a transcript. */
export function summarise(events: readonly TranscriptEvent[]): Summary {
  const tally = new Tally()
  for (const event of events) tally.add(event)
  return tally.summary
}

/** Counts as events come, for runs that are longer than any transcript: it keeps sessions only while they are open. */
export class Tally {
  readonly #open = new Map<number, SessionSummary>()
  readonly #ended = emptySummary()

  add(event: TranscriptEvent): void {
    foldSession(this.#open, event)
    if (event.event === 'tls.failed') this.#ended.handshakesFailed += 1
    if (event.event === 'smtp.message-accepted')
      count(this.#ended.messages, this.#open.get(event.session), event.secured)
    const session = event.event === 'session.closed' ? this.#open.get(event.session) : undefined
    if (!session) return
    this.#open.delete(event.session)
    addSession(this.#ended, session)
  }

  /** No session is open. */
  get idle(): boolean {
    return this.#open.size === 0
  }

  /** Sessions that are still open count as sessions. */
  get summary(): Summary {
    const summary = structuredClone(this.#ended)
    for (const session of this.#open.values()) addSession(summary, session)
    return summary
  }
}

function emptySummary(): Summary {
  return { sessions: 0, probes: 0, messages: { all: 0, byVersion: {}, inClear: 0 }, byVersion: {}, handshakesFailed: 0 }
}

function addSession(summary: Summary, session: SessionSummary): void {
  if (session.probe && session.closedAtMs !== null) {
    summary.probes += 1
    return
  }
  summary.sessions += 1
  add(summary.byVersion, session.tlsVersion ?? 'none')
}

/** By how the message itself travelled: one that came before STARTTLS went in clear, whatever its session did later. */
function count(messages: Summary['messages'], session: SessionSummary | undefined, secured: boolean): void {
  messages.all += 1
  if (secured) add(messages.byVersion, session?.tlsVersion ?? 'unknown')
  else messages.inClear += 1
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

/** Rounded, but what is there is never 0%, and what is not all is never 100%. */
export function percent(count: number, all: number): string {
  const rounded = Math.round((count / all) * 100)
  if (rounded === 0) return '<1%'
  return rounded === 100 && count < all ? '>99%' : `${rounded}%`
}
