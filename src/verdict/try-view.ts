// A transcript as judges look at it: the first try of a client, its sessions with their events, and the tries after it.
import type { EventName, TranscriptEvent } from '../transcript/events.ts'

/** An event of one kind, with the fields of that kind. */
export type EventOf<E extends EventName> = Extract<TranscriptEvent, { event: E }>

/** One session with its events, oldest first. */
export interface SessionView {
  session: number
  from: string
  events: readonly TranscriptEvent[]
  openedAtMs: number
  /** Null while it is open. */
  closedAtMs: number | null
  /** All events of one kind. */
  all<E extends EventName>(event: E): EventOf<E>[]
  /** The first event of one kind. */
  first<E extends EventName>(event: E): EventOf<E> | undefined
}

/** Sessions of one client, one after another or side by side. */
export interface TryView {
  /** Whose sessions these are: a source address, or `command` for the launched one. */
  client: string
  sessions: readonly SessionView[]
  events: readonly TranscriptEvent[]
  all<E extends EventName>(event: E): EventOf<E>[]
}

export interface Tries {
  /** Null when nobody came. */
  first: TryView | null
  /** Those after the first, of any client. */
  later: readonly TryView[]
  /** Connections without a single byte from the client. */
  probes: number
  /** The transcript has lost a session of the first try. */
  truncated: boolean
  /** The transcript has lost a session of a later try of the same client. */
  laterTruncated: boolean
}

export interface GroupOptions {
  /** How long a client must stay away for its try to be over. Default 1000 ms. */
  settleMs?: number
  /** All sessions are one try: those of a launched command that has ended. */
  oneTry?: boolean
  /** When each run of the launched command began, in the time of the events: the sessions of each run are one try. */
  runsStartedAtMs?: readonly number[]
  /** The client says that it has failed: then connections without a byte are its own, where there are no others. */
  clientFailed?: boolean
}

/** Groups a transcript into tries, as src/run/tries.ts does while it grows; the first is the one that began first. */
export function groupTries(transcript: readonly TranscriptEvent[], options: GroupOptions = {}): Tries {
  const { settleMs = 1000, oneTry = false, runsStartedAtMs = oneTry ? [0] : null, clientFailed = false } = options
  const sessions = sessionsOf(transcript)
  const groups = runsStartedAtMs ? byRun(sessions, runsStartedAtMs) : bySource(sessions, settleMs)
  const onlyProbes = sessions.every(isProbe)
  const real = groups.map((group, at) => {
    const spoken = group.sessions.filter((each) => !isProbe(each))
    // Of a launched command it is the first run that has told how it ended.
    const isFailed = clientFailed && (runsStartedAtMs ? at === 0 : onlyProbes)
    return { ...group, sessions: spoken.length === 0 && isFailed ? group.sessions : spoken }
  })
  const [first = null, ...later] = viewsOf(
    real.filter((group) => group.sessions.length > 0),
    transcript,
  )
  const probes = sessions.filter(isProbe).length
  const laterTruncated = later.some((each) => each.client === first?.client && hasLost(each))
  return { first, later, probes, truncated: first !== null && hasLost(first), laterTruncated }
}

/** What was lost stands for itself and for later sessions of its address: where it is in no try, they are in none. */
function hasLost({ sessions }: TryView): boolean {
  return sessions.some((session) => session.first('transcript.session-lost'))
}

/** The first try and the later ones of the same client, in order. */
export function triesOfTheClient({ first, later }: Tries): TryView[] {
  return first ? [first, ...later.filter(({ client }) => client === first.client)] : []
}

/** All sessions but port checks, in the order in which they opened, and how many port checks there were. */
export function spokenSessions(transcript: readonly TranscriptEvent[]): { sessions: SessionView[]; probes: number } {
  const all = sessionsOf(transcript)
  const sessions = all.filter((each) => !isProbe(each))
  return { sessions, probes: all.length - sessions.length }
}

/**
 * Sessions in the order in which they opened. One that opened before the transcript was reset, or was turned away at
 * once, has no beginning here and is no one's try.
 */
function sessionsOf(transcript: readonly TranscriptEvent[]): SessionView[] {
  const bySession = new Map<number, TranscriptEvent[]>()
  for (const event of transcript) {
    if (BEGINNINGS.includes(event.event)) bySession.set(event.session, [event])
    else bySession.get(event.session)?.push(event)
  }
  return [...bySession].map(([session, events]) => viewOf(session, events))
}

const BEGINNINGS: readonly EventName[] = ['session.opened', 'transcript.session-lost']

function viewOf(session: number, events: readonly TranscriptEvent[]): SessionView {
  const all = finder(events)
  const opened = all('session.opened')[0] ?? all('transcript.session-lost')[0]
  return {
    session,
    from: opened?.from ?? '',
    events,
    openedAtMs: opened?.atMs ?? 0,
    closedAtMs: all('session.closed')[0]?.atMs ?? null,
    all,
    first: (event) => all(event)[0],
  }
}

interface Group {
  client: string
  sessions: SessionView[]
}

/** Until no session of one address is open and none has opened for the settle time. A probe is a session, too. */
function bySource(sessions: readonly SessionView[], settleMs: number): Group[] {
  const groups: (Group & { endsAtMs: number })[] = []
  const current = new Map<string, (typeof groups)[number]>()
  for (const session of sessions) {
    const { from: client, openedAtMs, closedAtMs } = session
    let group = current.get(client)
    if (!group || openedAtMs > group.endsAtMs + settleMs) {
      group = { client, sessions: [], endsAtMs: Number.NEGATIVE_INFINITY }
      current.set(client, group)
      groups.push(group)
    }
    group.sessions.push(session)
    group.endsAtMs = Math.max(group.endsAtMs, closedAtMs ?? Number.POSITIVE_INFINITY)
  }
  return groups
}

function byRun(sessions: readonly SessionView[], startedAtMs: readonly number[]): Group[] {
  const groups = startedAtMs.map((): Group => ({ client: 'command', sessions: [] }))
  for (const session of sessions) {
    // Events tell whole milliseconds.
    const run = startedAtMs.findLastIndex((startMs) => Math.round(startMs) <= session.openedAtMs)
    groups[Math.max(run, 0)]?.sessions.push(session)
  }
  return groups
}

function viewsOf(groups: readonly Group[], transcript: readonly TranscriptEvent[]): TryView[] {
  const ordered = [...groups].sort((a, b) => (a.sessions[0]?.openedAtMs ?? 0) - (b.sessions[0]?.openedAtMs ?? 0))
  const eventsOf = new Map<number, TranscriptEvent[]>()
  const events = ordered.map(({ sessions }) => {
    const own: TranscriptEvent[] = []
    for (const { session } of sessions) eventsOf.set(session, own)
    return own
  })
  for (const event of transcript) eventsOf.get(event.session)?.push(event)
  return ordered.map((group, at) => ({ ...group, events: events[at] ?? [], all: finder(events[at] ?? []) }))
}

/** Looks events up by kind. A judge asks for many kinds, so they are sorted once, when the first is asked for. */
function finder(events: readonly TranscriptEvent[]) {
  let byKind: Map<EventName, TranscriptEvent[]> | null = null
  return <E extends EventName>(event: E): EventOf<E>[] => {
    byKind ??= sortedByKind(events)
    return (byKind.get(event) ?? []) as EventOf<E>[]
  }
}

function sortedByKind(events: readonly TranscriptEvent[]): Map<EventName, TranscriptEvent[]> {
  const byKind = new Map<EventName, TranscriptEvent[]>()
  for (const each of events) {
    const known = byKind.get(each.event)
    if (known) known.push(each)
    else byKind.set(each.event, [each])
  }
  return byKind
}

/** While a session is open only its events can tell whether a byte has come. */
function isProbe(session: SessionView): boolean {
  // The client waits for a greeting that nobody gives.
  if (session.first('path.upstream-failed')) return false
  const closed = session.first('session.closed')
  return closed ? closed.bytesReceived === 0 : !SHOWING_A_BYTE.some((event) => session.first(event))
}

const SHOWING_A_BYTE: readonly EventName[] = [
  'smtp.command-received',
  'smtp.content-received',
  'smtp.line-too-long',
  'smtp.talked-before-greeting',
  'smtp.tls-record-received',
  'tls.alert-received',
  'tls.hello-received',
  'tls.hello-unreadable',
  // A port check leaves no such mark.
  'transcript.session-lost',
]
