// One result told to a reader: what was expected, what the client did, why, and what to change.
import type { Diagnosis } from '../verdict/judgement.ts'
import { compare, comparisonLines } from './comparison.ts'
import { visibleLine, wrap } from './plain-text.ts'
import type { ScenarioResult } from './result.ts'
import { baselineWords, reasonWords, type Standing, simulatorBug, standingOf, standingWords } from './standing.ts'
import type { Style } from './terminal.ts'

export type Paint = (style: Style, text: string) => string

/** Columns of a terminal that nobody has made wider. */
export const WIDTH = 80

export const COLOURS: Readonly<Record<Standing, Style>> = {
  bug: 'red',
  fail: 'red',
  changed: 'red',
  inconclusive: 'magenta',
  warn: 'yellow',
  accepted: 'dim',
  unconfirmed: 'green',
  pass: 'green',
  skipped: 'dim',
}

/** Lines of at most 80 characters. */
export function storyLines(result: ScenarioResult, paint: Paint): string[] {
  const standing = standingOf(result)
  const { judgement, client, events } = result
  const bug = simulatorBug(result)
  const baseline = baselineWords(result)
  const reason = reasonWords(result)
  const rows = comparisonLines(compare(judgement, events))
  const title = wrap(
    `${visibleLine(result.scenario)}: ${visibleLine(result.title)}`,
    WIDTH - standingWords(result).length - 2,
  )
  return [
    ...title.map((text, at) =>
      at === 0 ? `${paint(COLOURS[standing], standingWords(result))}  ${text}` : indented(text),
    ),
    ...(bug === null ? [] : wrap(visibleLine(bug), WIDTH - 2).map(indented)),
    ...(baseline === null ? [] : wrap(visibleLine(`Baseline: ${baseline}.`), WIDTH - 2).map(indented)),
    ...(reason === null ? [] : wrap(visibleLine(reason), WIDTH - 2).map(indented)),
    ...(client === null ? [] : wrap(visibleLine(`The client: ${clientWords(client)}.`), WIDTH - 2).map(indented)),
    ...(rows.length > 0 ? ['', ...rows] : []),
    ...judgement.diagnoses.flatMap((diagnosis) => ['', ...diagnosisLines(diagnosis, paint)]),
  ]
}

/** What the client's command did, in a few words. */
export function clientWords({ exit, signal, says }: NonNullable<ScenarioResult['client']>): string {
  const ended = signal === null ? (exit === null ? 'did not start' : `exit code ${exit}`) : `ended by ${signal}`
  return says === 'timed-out' ? `${ended}, its time was up` : `${ended}, it says ${says}`
}

function diagnosisLines({ id, cause, advice, reference }: Diagnosis, paint: Paint): string[] {
  return [
    ...wrap(visibleLine(id), WIDTH - 2).map((text) => indented(paint('bold', text))),
    ...wrap(visibleLine(cause), WIDTH - 4).map((text) => `    ${text}`),
    ...wrap(`To do: ${visibleLine(advice)}`, WIDTH - 4).map((text) => `    ${text}`),
    ...(reference === '' ? [] : wrap(`See: ${visibleLine(reference)}`, WIDTH - 4).map((text) => `    ${text}`)),
  ]
}

function indented(text: string): string {
  return `  ${text}`
}
