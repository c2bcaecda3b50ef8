// One session in a row of a list: how its mail fared, what went wrong last, how long each phase took. Folded from events.

import { eventWords, isBad } from '../report/shown-events.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import { foldSession, type SessionSummary } from '../transcript/summary.ts'
import { type Overview, PHASES, type Phase, type SessionInfo } from './contract.ts'

interface Row {
  hello: string | null
  trouble: string | null
  phases: Partial<Record<Phase, number>>
  /** When a phase began that has not ended. */
  begun: Partial<Record<Phase, number>>
  inClear: number
}

/** What has become of the sessions of one server, kept up to date event by event. */
export class SessionBook {
  readonly #summaries = new Map<number, SessionSummary>()
  readonly #rows = new Map<number, Row>()
  #handshakesFailed = 0
  readonly #limit: number

  /** Of more sessions than `limit` the oldest leave. */
  constructor(limit = 20_000) {
    this.#limit = limit
  }

  add(event: TranscriptEvent): void {
    foldSession(this.#summaries, event)
    if (event.event === 'session.opened') {
      this.#rows.set(event.session, {
        hello: null,
        trouble: null,
        phases: {},
        begun: { greeting: event.atMs },
        inClear: 0,
      })
      const oldest = this.#summaries.size > this.#limit ? this.#summaries.keys().next().value : undefined
      if (oldest !== undefined) this.#forget(oldest)
    }
    const row = this.#rows.get(event.session)
    if (row) fold(row, event)
    if (event.event === 'tls.failed') this.#handshakesFailed += 1
  }

  clear(): void {
    this.#summaries.clear()
    this.#rows.clear()
    this.#handshakesFailed = 0
  }

  get size(): number {
    return this.#summaries.size
  }

  /** Without port checks, and how many of them are open. */
  get counts(): { sessions: number; open: number } {
    let sessions = 0
    let open = 0
    for (const { probe, closedAtMs } of this.#summaries.values()) {
      if (closedAtMs === null) open += 1
      else if (probe) continue
      sessions += 1
    }
    return { sessions, open }
  }

  get(session: number): SessionInfo | null {
    const summary = this.#summaries.get(session)
    const row = this.#rows.get(session)
    return summary && row ? infoOf(summary, row) : null
  }

  /** The newest first, those before `before` where it is given. */
  page(limit: number, before: number | null): SessionInfo[] {
    const numbers = [...this.#summaries.keys()].reverse().filter((number) => before === null || number < before)
    return numbers.slice(0, limit).flatMap((number) => this.get(number) ?? [])
  }

  overview(messages: Overview['messages']): Overview {
    const all = [...this.#summaries.keys()].flatMap((number) => this.get(number) ?? [])
    const sessions = all.filter(({ probe, closedAtMs }) => !probe || closedAtMs === null)
    const byVersion: Record<string, number> = {}
    for (const { tlsVersion } of sessions) {
      byVersion[tlsVersion ?? 'none'] = (byVersion[tlsVersion ?? 'none'] ?? 0) + 1
    }
    return {
      byVersion,
      messages,
      handshakesFailed: this.#handshakesFailed,
      probes: all.length - sessions.length,
      outcomes: outcomesOverTime(sessions),
      phases: PHASES.flatMap((phase) => phaseTimes(phase, sessions)),
    }
  }

  #forget(session: number): void {
    this.#summaries.delete(session)
    this.#rows.delete(session)
  }
}

function infoOf(summary: SessionSummary, { hello, trouble, phases, inClear }: Row): SessionInfo {
  const delivered = inClear > 0 ? 'in-clear' : summary.messages > 0 ? 'encrypted' : 'none'
  const outcome = summary.closedAtMs === null ? 'open' : delivered
  return { ...summary, outcome, hello, trouble, phases }
}

function fold(row: Row, event: TranscriptEvent): void {
  const begin = (phase: Phase) => {
    row.begun[phase] ??= event.atMs
  }
  const end = (phase: Phase) => {
    const begun = row.begun[phase]
    if (begun !== undefined) row.phases[phase] ??= event.atMs - begun
  }
  if (event.event === 'smtp.reply-sent') {
    end('greeting')
    if (event.code >= 400) row.trouble = event.lines.at(-1) ?? null
  } else if (event.event === 'tls.hello-received') {
    row.hello = event.summary
    begin('handshake')
  } else if (event.event === 'tls.established') end('handshake')
  else if (event.event === 'smtp.command-received') {
    if (event.verb === 'AUTH') begin('login')
    if (event.verb === 'MAIL') begin('mail')
  } else if (event.event === 'smtp.credentials-received') end('login')
  else if (event.event === 'smtp.message-accepted') {
    end('mail')
    if (!event.secured) row.inClear += 1
  }
  if (isBad(event)) row.trouble = eventWords(event)[0] ?? row.trouble
}

const SLICES = 24

/** What became of the sessions that ended, in equal slices of the time; a slice is at least a second. */
function outcomesOverTime(sessions: readonly SessionInfo[]): Overview['outcomes'] {
  const ended = sessions.filter(({ closedAtMs }) => closedAtMs !== null)
  const lastMs = Math.max(0, ...ended.map(({ closedAtMs }) => closedAtMs ?? 0))
  const sliceMs = Math.max(1000, Math.ceil((lastMs + 1) / SLICES / 1000) * 1000)
  const slices = Array.from({ length: ended.length === 0 ? 0 : Math.floor(lastMs / sliceMs) + 1 }, (_, at) => ({
    fromMs: at * sliceMs,
    encrypted: 0,
    inClear: 0,
    none: 0,
  }))
  for (const { closedAtMs, outcome } of ended) {
    const slice = slices[Math.floor((closedAtMs ?? 0) / sliceMs)]
    if (!slice) continue
    if (outcome === 'encrypted') slice.encrypted += 1
    else if (outcome === 'in-clear') slice.inClear += 1
    else slice.none += 1
  }
  return slices
}

function phaseTimes(phase: Phase, sessions: readonly SessionInfo[]): Overview['phases'] {
  const times = sessions.flatMap(({ phases }) => phases[phase] ?? []).sort((a, b) => a - b)
  const longestMs = times.at(-1)
  if (longestMs === undefined) return []
  return [{ phase, medianMs: times[Math.floor((times.length - 1) / 2)] ?? 0, longestMs, sessions: times.length }]
}
