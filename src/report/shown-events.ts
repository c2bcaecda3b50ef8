// The part of a transcript that a report shows: all of it, unless it is so long that nobody could read it.
import type { TranscriptEvent } from '../transcript/events.ts'
import type { Judgement } from '../verdict/judgement.ts'
import type { ScenarioResult } from './result.ts'
import { TerminalTranscript } from './terminal.ts'

/** So many events in the middle are left out. */
export interface Gap {
  event: 'gap'
  events: number
}

/** A transcript, and what was said of it, if anything. */
type Told = Pick<ScenarioResult, 'events'> & { judgement: Judgement | null }

/** The start, the end, and between them what a judgement rests on. */
export function shownEvents({ events, judgement }: Told): (TranscriptEvent | Gap)[] {
  if (events.length <= HEAD + TAIL) return [...events]
  const named = judgement ? [...judgement.failed, ...judgement.diagnoses].flatMap((each) => each.events) : []
  const evidence = new Set(named.slice(0, EVIDENCE))
  const shown: (TranscriptEvent | Gap)[] = []
  let left = 0
  for (const [at, event] of events.entries()) {
    const keep = at < HEAD || at >= events.length - TAIL || evidence.has(event.seq)
    if (keep && left > 0) {
      shown.push({ event: 'gap', events: left })
      left = 0
    }
    if (keep) shown.push(event)
    else left += 1
  }
  return shown
}

/** The same without the gaps, for what takes a transcript. */
export function shownTranscript(result: ScenarioResult): TranscriptEvent[] {
  return shownEvents(result).flatMap((event) => (event.event === 'gap' ? [] : [event]))
}

/** The transcript as lines of plain text. */
export function transcriptLines(result: ScenarioResult): string[] {
  const terminal = new TerminalTranscript({ colour: false })
  return shownEvents(result).flatMap((event) =>
    event.event === 'gap' ? [gapWords(event)] : terminal.lines(event).map((line) => line.trimEnd()),
  )
}

/** What an event says, without its session, its time and its marks. */
export function eventWords(event: TranscriptEvent): string[] {
  const terminal = new TerminalTranscript({ colour: false })
  return terminal.lines({ ...event, session: 1 }).map((line) => line.slice(MARGIN).replace(/^(?:--|==) /, ''))
}

/** What went wrong for someone, and what anyone on the way could read. */
export function isBad(event: TranscriptEvent): boolean {
  const told =
    event.event === 'smtp.credentials-received' ||
    event.event === 'smtp.message-accepted' ||
    event.event === 'relay.delivered'
  return BAD.has(event.event) || (told && !event.secured)
}

export function gapWords({ events }: Gap): string {
  return `(${events} events are not shown here; --save keeps them all)`
}

const HEAD = 1500
const TAIL = 500
const EVIDENCE = 500
// `#1 `, seconds, two spaces, the mark of TLS, two spaces.
const MARGIN = 3 + 8 + 2 + 3 + 2

const BAD: ReadonlySet<TranscriptEvent['event']> = new Set([
  'session.failed',
  'session.refused',
  'proxy.header-unreadable',
  'tls.hello-unreadable',
  'tls.failed',
  'tls.alert-received',
  'tls.alert-sent',
  'tls.client-certificate-refused',
  'smtp.foreign-protocol-received',
  'smtp.bare-lf-end-received',
  'smtp.line-too-long',
  'smtp.pipelined-behind-starttls',
  'path.upstream-failed',
  'relay.refused',
  'relay.failed',
])
