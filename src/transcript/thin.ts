// Makes a long session short without changing what can be said of it: of what happened again and again a few stay.
import type { TranscriptEvent } from './events.ts'
import { redactCommand } from './redaction.ts'

/** Exchanges alike that stay: a refused command that is said five times is hammering (src/verdict/hammering.ts). */
const ALIKE = 5
/** Commands that were refused alike and differ in their line, such as unknown recipients. */
const REFUSED_ALIKE = 100
/** The end of a session tells who fell silent, and who hung up. */
const AT_THE_END = 5

/**
 * Keeps the first exchanges of each kind, the last of each, and the end of the session; `transcript.thinned` stands
 * for the rest, where the first of it was. An exchange is a command with all that belongs to it: a judge who looks
 * for the first, the last or any of a kind, or for a few of it, finds the same. May be done again as a session grows.
 */
export function thinned(session: readonly TranscriptEvent[]): TranscriptEvent[] {
  const events = session.filter(({ event }) => event !== 'transcript.thinned')
  const exchanges = exchangesOf(events)
  const kinds = exchanges.map(kindOfExchange)
  const last = new Map(kinds.map(({ kind }, at) => [kind, at]))
  const seen = new Map<string, number>()
  const stays = new Set<TranscriptEvent>()
  for (const [at, exchange] of exchanges.entries()) {
    const { kind, refused } = kinds[at] ?? { kind: '', refused: null }
    const few = count(seen, kind) <= (refused === null ? ALIKE : REFUSED_ALIKE)
    const fewOfLine = refused === null || count(seen, refused) <= ALIKE
    const keeps = (few && fewOfLine) || last.get(kind) === at || at >= exchanges.length - AT_THE_END
    if (keeps) for (const event of fewOfEach(exchange)) stays.add(event)
  }
  const kept = events.filter((event) => stays.has(event))
  const gone = events.filter((event) => !stays.has(event))
  return withMarker(
    kept,
    gone,
    session.find((event) => event.event === 'transcript.thinned'),
  )
}

function exchangesOf(events: readonly TranscriptEvent[]): TranscriptEvent[][] {
  const exchanges: TranscriptEvent[][] = [[]]
  for (const event of events) {
    if (event.event === 'smtp.command-received' && event.verb !== '') exchanges.push([])
    exchanges.at(-1)?.push(event)
  }
  return exchanges
}

/** `refused`: the line that was refused, together with how; null when nothing was. */
function kindOfExchange(exchange: readonly TranscriptEvent[]): { kind: string; refused: string | null } {
  const kind = [...new Set(exchange.map(kindOf))].join('\n')
  const [asked] = exchange
  const refuses = exchange.some((event) => event.event === 'smtp.reply-sent' && event.code >= 400)
  if (!refuses || asked?.event !== 'smtp.command-received') return { kind, refused: null }
  return { kind, refused: `${redactCommand(asked.line)}\n${kind}` }
}

/** One exchange can be long by itself: an AUTH without an end, a step of the path that acts on every chunk. */
function fewOfEach(exchange: readonly TranscriptEvent[]): TranscriptEvent[] {
  const byKind = new Map<string, TranscriptEvent[]>()
  for (const event of exchange) {
    const kind = kindOf(event)
    const alike = byKind.get(kind)
    if (alike) alike.push(event)
    else byKind.set(kind, [event])
  }
  return [...byKind.values()].flatMap((alike) => [...alike.slice(0, ALIKE), ...alike.slice(-ALIKE)])
}

/** What an event says apart from who, when and how much: events with the same words are alike. */
function kindOf({ seq: _, session: __, atMs: ___, ...fact }: TranscriptEvent): string {
  switch (fact.event) {
    case 'smtp.command-received': {
      const { verb, line, arrived, secured, pipelined } = fact
      const argument = verb === 'AUTH' ? redactCommand(line) : verb === '' && line.length < 2 ? line : null
      const changed = arrived === undefined ? [] : [arrived === null ? null : arrived.split(/\s/, 1)]
      return JSON.stringify([fact.event, verb, argument, secured, pipelined, ...changed])
    }
    case 'smtp.reply-sent':
      return JSON.stringify([fact.code, fact.lines.map((line) => line.slice(0, CODES)), alike(fact)])
    case 'smtp.message-accepted':
    case 'smtp.message-refused':
      return JSON.stringify([fact.event, fact.secured, fact.recipients.length > 0])
    default:
      return alike(fact)
  }
}

/** The code of a reply and the enhanced one behind it say something: `250-2.1.0 `. */
const CODES = 10

/** Ids, times and counts make no other words. */
function alike(fact: object): string {
  return JSON.stringify(fact, (_key, value: unknown) => {
    if (typeof value === 'number') return Math.min(value, 1)
    return typeof value === 'string' ? value.replace(/\b[0-9A-F]{8,}\b|\d+/g, '#') : value
  })
}

/** A marker that is there already counts what was gone before. */
function withMarker(
  kept: readonly TranscriptEvent[],
  gone: readonly TranscriptEvent[],
  earlier: TranscriptEvent | undefined,
): TranscriptEvent[] {
  const before = earlier?.event === 'transcript.thinned' ? earlier.events : 0
  const place = [...(earlier ? [earlier] : []), ...gone.slice(0, 1)].sort((a, b) => a.seq - b.seq)[0]
  if (!place) return [...kept]
  const { seq, session, atMs } = place
  const at = kept.findIndex((event) => event.seq > seq)
  const marker = { seq, session, atMs, event: 'transcript.thinned', events: before + gone.length } as const
  return kept.toSpliced(at < 0 ? kept.length : at, 0, marker)
}

/** Counts once more, and says how often that is. */
function count(counts: Map<string, number>, key: string): number {
  const times = (counts.get(key) ?? 0) + 1
  counts.set(key, times)
  return times
}
