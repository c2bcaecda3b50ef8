// What is kept of sessions that have left the transcript: their events, so that they can be judged as if they were there.
import type { TranscriptEvent } from './events.ts'
import { thinned } from './thin.ts'
import { weightOf } from './weight.ts'

type Opened = Extract<TranscriptEvent, { event: 'session.opened' }>
type Lost = Extract<TranscriptEvent, { event: 'transcript.session-lost' }>

/** One session, as far as it has left. */
interface Kept {
  opened: Opened
  events: number
  weight: number
  open: boolean
  /** No byte of the client has come: as long as that is so it is a port check, which is never judged. */
  silent: boolean
}

/** What happens without a byte of the client. */
const WITHOUT_A_BYTE: readonly TranscriptEvent['event'][] = [
  'session.opened',
  'policy.chosen',
  'smtp.reply-held',
  'smtp.reply-sent',
  'smtp.reply-lost',
  'smtp.reply-withheld',
  'smtp.timed-out',
  'tls.timed-out',
  'path.acted',
]

/** A longer session is thinned; one that is still longer then is lost. */
const SESSION_LIMIT = 1000
/** Source addresses whose loss is told apart. */
const ADDRESSES = 20

/**
 * Records of sessions, up to a weight in all. Beyond it the newest sessions go, those of the first client last of all:
 * its first try is what is judged. What goes leaves `transcript.session-lost` in the place of its first session, by
 * source address, so that a judge knows which tries have lost something. Port checks go first, and leave nothing.
 */
export class Records {
  readonly #limit: number
  readonly #sessions = new Map<number, Kept>()
  readonly #lost = new Map<string, Lost>()
  /** Sessions that are gone and open, and had not said a byte before they went. */
  readonly #silent = new Map<number, Opened>()
  /** Those of all sessions, in order: what leaves later is always newer. */
  #events: TranscriptEvent[] = []
  #weight = 0
  /** Events of which nothing is left. */
  dropped = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get weight(): number {
    return this.#weight + this.#lost.size
  }

  /** Everything kept, and the marks of what is lost, in order. */
  get events(): TranscriptEvent[] {
    const events = [...this.#events]
    for (const mark of this.#lost.values()) {
      const at = events.findIndex(({ seq }) => seq > mark.seq)
      events.splice(at < 0 ? events.length : at, 0, mark)
    }
    return events
  }

  /** Takes over events that leave the transcript, oldest first. */
  take(events: readonly TranscriptEvent[]): void {
    const before = this.#sessions.size
    let opened = 0
    for (const event of events) {
      const session = this.#sessions.get(event.session)
      if (session) this.#add(session, event)
      else if (event.event !== 'session.opened') this.#drop(event)
      else {
        this.#open(event)
        opened += 1
      }
    }
    this.#makeRoom()
    if (this.#sessions.size === before + opened) return
    this.#events = this.#events.filter(({ session }) => this.#sessions.has(session))
  }

  clear(): void {
    this.#sessions.clear()
    this.#lost.clear()
    this.#silent.clear()
    this.#events = []
    this.#weight = 0
    this.dropped = 0
  }

  #open(opened: Opened): void {
    this.#sessions.set(opened.session, { opened, events: 1, weight: 1, open: true, silent: true })
    this.#events.push(opened)
    this.#weight += 1
  }

  #add(session: Kept, event: TranscriptEvent): void {
    const weight = weightOf(event)
    this.#events.push(event)
    this.#weight += weight
    session.events += 1
    session.weight += weight
    session.open = event.event !== 'session.closed'
    session.silent &&= isSilent(event)
    if (session.weight > SESSION_LIMIT) this.#thin(session)
  }

  /** Of a session that is lost, or whose beginning was never here. */
  #drop(event: TranscriptEvent): void {
    this.dropped += 1
    const opened = this.#silent.get(event.session)
    if (!opened) return
    const silent = isSilent(event)
    if (!silent) this.#mark(opened)
    if (!silent || event.event === 'session.closed') this.#silent.delete(event.session)
  }

  #thin(kept: Kept): void {
    const own = ({ session }: TranscriptEvent) => session === kept.opened.session
    const short = thinned(this.#events.filter(own))
    this.#events = [...this.#events.filter((event) => !own(event)), ...short].sort((a, b) => a.seq - b.seq)
    // The mark is there for what is gone.
    const left = short.filter(({ event }) => event !== 'transcript.thinned').length
    this.dropped += kept.events - left
    kept.events = left
    const weight = short.reduce((sum, event) => sum + weightOf(event), 0)
    this.#weight += weight - kept.weight
    kept.weight = weight
    // Else it would be thinned again at every event.
    if (weight > SESSION_LIMIT / 2) this.#lose(kept)
  }

  #makeRoom(): void {
    if (this.#weight <= this.#limit) return
    const first = this.#firstClient()
    const rankOf = ({ silent, opened }: Kept) => (silent ? 0 : opened.from === first ? 2 : 1)
    const newestFirst = [...this.#sessions.values()].reverse()
    for (const rank of [0, 1, 2]) {
      for (const session of newestFirst) {
        if (this.#weight <= this.#limit) return
        if (rankOf(session) === rank) this.#lose(session)
      }
    }
  }

  /** The address of the first session that is no port check: who is judged where no command is launched. */
  #firstClient(): string | undefined {
    for (const { silent, opened } of this.#sessions.values()) if (!silent) return opened.from
    return undefined
  }

  /** Its events go when all are taken. */
  #lose({ opened, events, weight, open, silent }: Kept): void {
    this.#sessions.delete(opened.session)
    this.#weight -= weight
    this.dropped += events
    if (!silent) this.#mark(opened)
    else if (open) this.#silent.set(opened.session, opened)
  }

  /** At the earliest session of the address: where that is in no try, a later one is in none either. */
  #mark({ seq, session, atMs, from }: Opened): void {
    const address = this.#lost.has(from) || this.#lost.size < ADDRESSES ? from : OTHERS
    const known = this.#lost.get(address)
    const event = 'transcript.session-lost'
    const place = known && known.seq < seq ? known : ({ seq, session, atMs, event, from, sessions: 0 } as const)
    this.#lost.set(address, { ...place, sessions: (known?.sessions ?? 0) + 1 })
  }
}

const OTHERS = 'others'

function isSilent(event: TranscriptEvent): boolean {
  return event.event === 'session.closed' ? event.bytesReceived === 0 : WITHOUT_A_BYTE.includes(event.event)
}
