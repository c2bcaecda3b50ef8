// Workflow commands of GitHub Actions, which become annotations, and the markdown of its step summary.
import { compare } from './comparison.ts'
import { visibleLine } from './plain-text.ts'
import { outcomeWords, type ScenarioResult } from './result.ts'
import type { ResultReport } from './result-report.ts'
import {
  baselineWords,
  controlWords,
  countWords,
  headline,
  leadingCause,
  reasonWords,
  type Standing,
  standingOf,
  standingWords,
} from './standing.ts'

export const githubReport: ResultReport = {
  name: 'github',
  doc: 'Annotations of GitHub Actions; its step summary gets all results as a table',
  media: { type: 'text/plain', extension: 'txt' },
  render(results, { policy, control }) {
    const lines: string[] = []
    if (control && control.judgement.outcome !== 'encrypted') {
      lines.push(command('error', `control: ${control.scenario}`, `${controlWords(control)}`))
    }
    const ranked = [...results].sort((a, b) => ORDER.indexOf(standingOf(a)) - ORDER.indexOf(standingOf(b)))
    for (const kind of ['error', 'warning', 'notice'] as const) {
      const mine = ranked.filter((result) => KINDS[standingOf(result)] === kind)
      // The control has taken one place.
      const room = kind === 'error' ? PER_KIND - lines.length : PER_KIND
      for (const result of mine.slice(0, room)) lines.push(annotation(kind, result))
      const left = mine.length - room
      if (left > 0) lines.push(`${left} more ${kind}${left === 1 ? '' : 's'}: see the summary of this step.`)
    }
    return `${[...lines, `${countWords(results)} (policy ${visibleLine(policy)})`].join('\n')}\n`
  },
}

type Kind = 'error' | 'warning' | 'notice'

/** What makes the step fail comes as an error; a pass says nothing. */
const KINDS: Readonly<Record<Standing, Kind | null>> = {
  bug: 'error',
  fail: 'error',
  changed: 'error',
  inconclusive: 'error',
  warn: 'warning',
  accepted: 'notice',
  skipped: 'notice',
  unconfirmed: null,
  pass: null,
}

/** When there is not room for all, what the client did wrong comes first. */
const ORDER: readonly Standing[] = [
  ...(['fail', 'changed', 'bug', 'inconclusive', 'warn', 'accepted', 'skipped', 'unconfirmed', 'pass'] as const),
]

// GitHub shows so many annotations of each kind per step.
const PER_KIND = 10

function annotation(kind: Kind, result: ScenarioResult): string {
  const [diagnosis] = result.judgement.diagnoses
  const more = diagnosis ? `\n${diagnosis.cause}\nTo do: ${diagnosis.advice}` : ''
  return command(kind, `${result.scenario}: ${standingWords(result)}`, `${headline(result)}${more}`)
}

function command(kind: Kind, title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeMessage(message)}`
}

/** The escapes of the runner's command line: https://github.com/actions/toolkit, packages/core/src/command.ts. */
function escapeMessage(text: string): string {
  return text.split('\n').map(visibleLine).join('\n').replace(/%/g, '%25').replace(/\n/g, '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(visibleLine(text)).replace(/:/g, '%3A').replace(/,/g, '%2C')
}

/**
 * Markdown for the file that GITHUB_STEP_SUMMARY names: all results as a table, then what failed. It stays below the
 * 1 MiB that a step may write.
 */
export function githubSummary(results: readonly ScenarioResult[], control: ScenarioResult | null = null): string {
  const said = controlWords(control)
  const table = results.map((result) => {
    const { leak } = result.judgement
    return `| ${code(result.scenario)} | ${outcomeWords(result.judgement)} | ${leak} | ${standingWords(result)} | ${text(leadingCause(result))} |`
  })
  const head = [
    '## smtp-simulator',
    '',
    countWords(results),
    '',
    ...(said === null ? [] : [`Control: ${text(said)}`, '']),
    '| scenario | outcome | leak | verdict | diagnosis |',
    '| --- | --- | --- | --- | --- |',
  ]
  const sections = results.filter((result) => KINDS[standingOf(result)] !== null).map(section)
  return fitted(
    [...head, ...table].map((line) => `${line}\n`),
    sections,
  )
}

function section(result: ScenarioResult): string {
  const { judgement, scenario, title, events } = result
  const baseline = baselineWords(result)
  const reason = reasonWords(result)
  const rows = compare(judgement, events).map(
    ({ expected, did, failed }) => `| ${code(expected)} | ${code(did)} | ${failed ? '`<<<<<`' : ''} |`,
  )
  return [
    '',
    `### ${standingWords(result)}: ${code(scenario)}`,
    '',
    text(title),
    '',
    ...(baseline === null ? [] : [`Baseline: ${text(baseline)}`, '']),
    ...(reason === null ? [] : [text(reason), '']),
    ...(rows.length > 0 ? ['| expected | client did | |', '| --- | --- | --- |', ...rows, ''] : []),
    ...judgement.diagnoses.flatMap(({ id, cause, advice, reference }) => [
      `**${text(id)}**: ${text(cause)}`,
      '',
      `To do: ${text(advice)}${reference === '' ? '' : ` (${text(reference)})`}`,
      '',
    ]),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** As many lines and sections as there is room for, and a word about the rest. */
function fitted(lines: readonly string[], sections: readonly string[]): string {
  const kept: string[] = []
  let bytes = 0
  const all = [...lines, ...sections]
  for (const [at, part] of all.entries()) {
    bytes += Buffer.byteLength(part)
    if (bytes > SUMMARY_LIMIT) return `${kept.join('')}\n${all.length - at} more parts did not fit into this summary.\n`
    kept.push(part)
  }
  return kept.join('')
}

// GitHub refuses a summary of more than 1024 KiB, whole.
const SUMMARY_LIMIT = 1000 * 1024

/** Every sign that markdown, HTML or a table could read as more than itself stands as a character reference. */
function text(content: string): string {
  return visibleLine(content).replace(/^-|[!-+./:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** In `<code>`, GitHub makes no mentions and no links either. */
function code(content: string): string {
  return `<code>${text(content)}</code>`
}
