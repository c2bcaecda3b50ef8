// TAP 14 for any TAP reader: one test point per scenario, with what stands behind it as a YAML block.

import { visibleJson } from '../transcript/visible.ts'
import { onwardWords } from '../verdict/explain.ts'
import { visibleLine } from './plain-text.ts'
import type { ScenarioResult } from './result.ts'
import type { ResultReport } from './result-report.ts'
import { transcriptLines } from './shown-events.ts'
import {
  baselineWords,
  controlWords,
  countWords,
  headline,
  reasonWords,
  type Standing,
  standingOf,
  standingWords,
} from './standing.ts'

export const tapReport: ResultReport = {
  name: 'tap',
  doc: 'TAP 14: one test point per scenario, with a YAML block behind it',
  media: { type: 'text/plain', extension: 'tap' },
  render(results, { policy, control }) {
    const said = controlWords(control)
    const lines = [
      'TAP version 14',
      `1..${results.length}`,
      `# policy: ${visibleLine(policy)}`,
      ...(said === null ? [] : [`# control: ${visibleLine(said)}`]),
      ...results.flatMap((result, at) => pointLines(result, at + 1)),
      `# ${countWords(results)}`,
    ]
    return `${lines.join('\n')}\n`
  },
}

function pointLines(result: ScenarioResult, number: number): string[] {
  const standing = standingOf(result)
  const ok = PASSES.has(standing)
  const description = `${escapeTap(result.scenario)}: ${escapeTap(result.title)}`
  return [
    `${ok ? 'ok' : 'not ok'} ${number} - ${description}${directive(result, standing)}`,
    ...(standing === 'skipped' ? [] : diagnosticLines(result, standing)),
  ]
}

/** TODO is a failure that is known: no harness counts it as one (TAP 14, "Directives"). */
function directive(result: ScenarioResult, standing: Standing): string {
  if (standing === 'skipped') return ` # SKIP ${escapeTap(reasonWords(result) ?? 'not served here')}`
  return standing === 'accepted' ? ` # TODO ${escapeTap(baselineWords(result) ?? '')}` : ''
}

/** What is inconclusive is not ok: the command ends with another code than 0 for it. */
const PASSES: ReadonlySet<Standing> = new Set(['pass', 'unconfirmed', 'warn', 'skipped'])

function diagnosticLines(result: ScenarioResult, standing: Standing): string[] {
  const { judgement, client, sessions, durationMs } = result
  const { outcome, leak, onward, basis, reason, failed, diagnoses } = judgement
  const facts = {
    verdict: standingWords(result),
    outcome,
    leak,
    ...(onward && { onward: onwardWords(onward) }),
    basis,
    ...(reason !== null && { reason }),
  }
  const explained = standing === 'pass' || standing === 'unconfirmed' ? {} : { message: headline(result) }
  const ran = client && { exit: client.exit, signal: client.signal, says: client.says }
  return [
    '  ---',
    ...Object.entries({ ...explained, ...facts, sessions, durationMs }).map(
      ([key, value]) => `  ${key}: ${yaml(value)}`,
    ),
    ...(ran ? [`  client: ${yaml(ran)}`] : []),
    ...yamlList('failed', failed),
    ...yamlList('diagnoses', diagnoses),
    ...(PASSES.has(standing) || standing === 'accepted' ? [] : yamlList('transcript', transcriptLines(result))),
    '  ...',
  ]
}

function yamlList(key: string, items: readonly unknown[]): string[] {
  return items.length === 0 ? [] : [`  ${key}:`, ...items.map((item) => `    - ${yaml(item)}`)]
}

/** JSON is YAML (YAML 1.2 section 1.3), and on one line it cannot end the block. */
function yaml(value: unknown): string {
  return visibleJson(value)
}

/** In a description `#` starts a directive and a backslash escapes (TAP 14, "Escaping"). */
function escapeTap(text: string): string {
  return visibleLine(text).replace(/[\\#]/g, '\\$&')
}
