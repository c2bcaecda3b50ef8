// What one run of a lab has shown: both logs, the queue, the mail as it arrived, the judgement. Data, fit to be stored.
import type { Outcome } from '../scenario/words.ts'
import type { Entry, SendEvent } from '../send/index.ts'
import type { ReceivedMessage } from '../start-scenario.ts'
import type { ClientHelloFacts, TranscriptEvent } from '../transcript/events.ts'
import type { ClientReport, Judgement, Verdict } from '../verdict/judgement.ts'
import type { Tool } from './schema.ts'

/** One hop of a run. */
export interface HopRun {
  scenario: string
  /** Null for a client of the trainee's own. */
  sender: string | null
  /** The sender's own log of this run, and its settings, its queue, its report to the author as they stand after it. */
  log: readonly string[]
  settings: readonly string[]
  queue: readonly string[]
  report: readonly string[]
  /** The Received lines of what arrived, the newest first. */
  header: readonly string[]
  /** What the server saw, and what the sender says that it did. */
  transcript: readonly TranscriptEvent[]
  events: readonly SendEvent[]
  judgement: Judgement
  /** The judgement as people read it. */
  explained: string
  /** How the mail travelled in the end, later tries of the queue included. */
  travels: Outcome
}

/** One run of a lab. */
export interface LabRun {
  /** From 1. */
  number: number
  hops: readonly HopRun[]
  /** The worst of all hops. */
  verdict: Verdict
  travels: Outcome
  leak: Judgement['leak']
  /** The mail has arrived, encrypted on every hop, and no verdict is worse than pass. */
  solved: boolean
}

/** Puts the hops of a run together. */
export function runOf(number: number, hops: readonly HopRun[], wanted: number): LabRun {
  const verdict = worst(
    VERDICTS,
    hops.map(({ judgement }) => judgement.verdict),
  )
  // A hop that was never reached has carried nothing.
  const travels =
    hops.length < wanted
      ? 'none'
      : worst(
          TRAVELS,
          hops.map((hop) => hop.travels),
        )
  const leak = worst(
    LEAKS_BY_HARM,
    hops.map(({ judgement }) => judgement.leak),
  )
  return { number, hops, verdict, travels, leak, solved: verdict === 'pass' && travels === 'encrypted' }
}

/** What a tool shows of a hop, as lines. */
export function shownBy(tool: Tool, hop: HopRun): string[] {
  return hop[tool].flatMap((line) => line.split(/\r?\n/))
}

/** How the mails travelled that the server has taken. */
export function travelOf(messages: readonly ReceivedMessage[]): Outcome {
  if (messages.length === 0) return 'none'
  return messages.every(({ secured }) => secured) ? 'encrypted' : 'in-clear'
}

/** The Received lines on top of a message, unfolded by line. */
export function receivedLines(raw: Buffer): string[] {
  const [header = ''] = raw.toString('latin1').split(/\r?\n\r?\n/)
  const lines: string[] = []
  let inside = false
  for (const line of header.split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) inside = /^Received:/i.test(line)
    if (inside) lines.push(line)
  }
  return lines
}

/** What the client says of a run, as `check` hears it from a command. */
export function saidBy(entries: readonly Readonly<Entry>[]): ClientReport {
  const failed = entries.find(({ status }) => status !== 'delivered')
  if (!failed) return { says: 'delivered' }
  return {
    says: 'failed',
    ...(failed.lastError !== null && { text: failed.lastError }),
    ...(failed.status === 'retry' && { keeps: true }),
  }
}

/** The hello of a hop, the first that came. */
export function helloOf({ transcript }: Pick<HopRun, 'transcript'>): ClientHelloFacts | null {
  for (const event of transcript) {
    if (event.event === 'tls.hello-received') return event.hello
    if (event.event === 'smtp.tls-record-received' && event.hello) return event.hello
  }
  return null
}

function worst<T>(order: readonly T[], found: readonly T[]): T {
  const at = Math.max(...found.map((each) => order.indexOf(each)), 0)
  return order[at] as T
}

const VERDICTS: readonly Verdict[] = ['pass', 'warn', 'skipped', 'inconclusive', 'fail']
const TRAVELS: readonly Outcome[] = ['encrypted', 'none', 'in-clear']
const LEAKS_BY_HARM = ['none', 'content', 'envelope', 'credentials'] as const
