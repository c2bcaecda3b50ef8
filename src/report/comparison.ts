// What a right client does beside what this one did, with the rows that differ.
import { versionWords } from '../scenario/words.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { FailedExpectation, Judgement } from '../verdict/judgement.ts'
import { visibleLine, wrap } from './plain-text.ts'

export interface ComparisonRow {
  expected: string
  did: string
  /** The expectation that was not met here; null where the client did as expected. */
  failed: FailedExpectation | null
}

/** Each failed expectation where it shows, with the steps of the client just before it. Linear in events. */
export function compare(judgement: Judgement, events: readonly TranscriptEvent[]): ComparisonRow[] {
  if (judgement.failed.length === 0) return []
  const byEvent = new Map<number, FailedExpectation[]>()
  for (const failed of judgement.failed) {
    const [seq] = failed.events
    if (seq === undefined) continue
    const known = byEvent.get(seq)
    if (known) known.push(failed)
    else byEvent.set(seq, [failed])
  }
  const rows: ComparisonRow[] = []
  const before: string[] = []
  let skipped = false
  const flush = () => {
    for (const step of [...(skipped ? ['...'] : []), ...before.splice(0)])
      rows.push({ expected: step, did: step, failed: null })
    skipped = false
  }
  const placed = new Set<FailedExpectation>()
  for (const event of events) {
    const step = stepOf(event)
    const here = byEvent.get(event.seq)
    if (here) {
      flush()
      for (const failed of here) {
        rows.push({
          expected: expectedWords(failed),
          did: step === null ? foundWords(failed) : `${step}: ${failed.found}`,
          failed,
        })
        placed.add(failed)
      }
    } else if (step !== null) {
      before.push(step)
      if (before.length > CONTEXT) {
        before.shift()
        skipped = true
      }
    }
  }
  const rest = judgement.failed.filter((failed) => !placed.has(failed))
  if (rest.length > 0) flush()
  return [...rows, ...rest.map((failed) => ({ expected: expectedWords(failed), did: foundWords(failed), failed }))]
}

/** The rows as two columns of text, `<<<<<` at those that differ; never wider than 80 characters. */
export function comparisonLines(rows: readonly ComparisonRow[]): string[] {
  if (rows.length === 0) return []
  const line = (left: string, right: string, mark: string) =>
    `  ${left.padEnd(LEFT)} | ${right.padEnd(RIGHT)}${mark}`.trimEnd()
  return [
    line('expected', 'client did', ''),
    `  ${'-'.repeat(LEFT)}-+-${'-'.repeat(RIGHT + MARK.length)}`,
    ...rows.flatMap(({ expected, did, failed }) => {
      const left = wrap(visibleLine(expected), LEFT)
      const right = wrap(visibleLine(did), RIGHT)
      return Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
        line(left[at] ?? '', right[at] ?? '', failed && at === 0 ? MARK : ''),
      )
    }),
  ]
}

function expectedWords({ id, expected }: FailedExpectation): string {
  return `${id}: ${expected}`
}

/** An outcome is one word, which says little alone. */
function foundWords({ id, found }: FailedExpectation): string {
  return id === 'outcome' ? `${id}: ${found}` : found
}

/** What the client does with this event; null for what others do. */
function stepOf(event: TranscriptEvent): string | null {
  switch (event.event) {
    case 'session.opened':
      return 'connects'
    case 'smtp.command-received':
      // Lines of an AUTH exchange belong to the command before them.
      if (event.verb === '') return null
      return event.secured ? `${event.line} (TLS)` : event.line
    case 'smtp.content-received':
      return event.secured ? 'sends the message (TLS)' : 'sends the message'
    case 'tls.established':
      return `${versionWords(event.version)} handshake`
    case 'tls.alert-received':
      return `sends the alert ${event.name}`
    case 'session.closed':
      return event.by === 'client' ? 'hangs up' : null
    default:
      return null
  }
}

const CONTEXT = 3
const LEFT = 33
const RIGHT = 36
const MARK = ' <<<<<'
