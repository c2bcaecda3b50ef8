// A judgement in plain text: what was expected beside what the client did, and what is behind it.
import type { TranscriptEvent } from '../transcript/events.ts'
import { visible } from '../transcript/visible.ts'
import { evidenceLines } from './evidence-lines.ts'
import { type Judgement, type Onward, REASONS } from './judgement.ts'

/** Several lines, without a line end behind the last; with a transcript the events that prove something are shown. */
export function explain(judgement: Judgement, transcript: readonly TranscriptEvent[] = []): string {
  const shown = (events: readonly number[]) => evidenceLines(events, transcript)
  const lines = [
    ...verdictLines(judgement),
    ...(wasJudged(judgement) ? ['', ...columns(rowsOf(judgement), shown)] : []),
    ...(judgement.onward ? ['', onwardWords(judgement.onward)] : []),
    ...judgement.diagnoses.flatMap(({ id, cause, advice, reference, events }) => [
      '',
      `${id}: ${cause}`,
      ...shown(events),
      `  What to do: ${advice}`,
      `  See: ${reference}`,
    ]),
  ]
  return lines.map(visible).join('\n')
}

/** The verdict in one word or two: a pass that rests on silence says so. */
export function verdictWords({ verdict, confirmed }: Pick<Judgement, 'verdict' | 'confirmed'>): string {
  return verdict === 'pass' && !confirmed ? 'pass (unconfirmed)' : verdict
}

function verdictLines(judgement: Judgement): string[] {
  const { policy, outcome, leak, basis, reason } = judgement
  const facts = wasJudged(judgement) ? `, outcome ${outcome}, leak ${leak}, basis ${basis}` : ''
  const line = `${verdictWords(judgement)}: policy ${policy}${facts}`
  return reason ? [line, `${reason}: ${REASONS[reason]}`] : [line]
}

/** What the client could not see, and does not answer for. */
export function onwardWords({ outcome, leak }: Onward): string {
  return `onward, from the server to the next one: outcome ${outcome}, leak ${leak} (not the client's doing)`
}

/** Where nobody came, or nothing could be tried, there is nothing to put side by side. */
function wasJudged({ reason }: Judgement): boolean {
  return !reason || !NEVER_JUDGED.includes(reason)
}

const NEVER_JUDGED: readonly Judgement['reason'][] = ['nothing-came', 'only-probes', 'client-cannot', 'not-served-here']

interface Row {
  expected: string
  found: string
  differs: boolean
  events: readonly number[]
}

/** Outcome and leak always, then whatever else was not as expected. */
function rowsOf({ outcome, leak, failed }: Judgement): Row[] {
  const differing = (id: string) => failed.filter((each) => each.id === id)
  const same = (words: string): Row => ({ expected: words, found: words, differs: false, events: [] })
  const different = ({ id, expected, found, events }: Judgement['failed'][number]): Row => {
    return { expected: `${id}: ${expected}`, found, differs: true, events }
  }
  const rows = differing('outcome').map(different)
  const rest = failed.filter(({ id }) => id !== 'outcome').map(different)
  const leaks = failed.some(({ id }) => LEAK_IDS.includes(id)) ? [] : [same(`leak: ${leak}`)]
  return [...(rows.length > 0 ? rows : [same(`outcome: ${outcome}`)]), ...leaks, ...rest]
}

const LEAK_IDS = ['no-leak', 'no-credentials-in-clear']

function columns(rows: readonly Row[], shown: (events: readonly number[]) => string[]): string[] {
  const heads = { expected: 'expected', found: 'client did' }
  // Measured as they will be seen.
  const widthOf = (column: 'expected' | 'found') =>
    Math.max(...[heads, ...rows].map((row) => visible(row[column]).length))
  const [left, right] = [widthOf('expected'), widthOf('found')]
  const line = ({ expected, found }: { expected: string; found: string }) =>
    `  ${pad(expected, left)} | ${pad(found, right)}`
  return [
    line(heads).trimEnd(),
    ...rows.flatMap((row) => [`${line(row)}${row.differs ? '  <<<<<' : ''}`.trimEnd(), ...shown(row.events)]),
  ]
}

function pad(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - visible(text).length))}`
}
