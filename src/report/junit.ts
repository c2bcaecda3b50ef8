// JUnit XML for CI engines. `failure`: the client did wrong. `error`: nothing can be said of the client, because it did
// not come or the harness is at fault. `skipped`: not possible here. A warning passes and says so in its output, and so
// does what a baseline accepts; what has changed against it is a failure, also for the better.
import { explain } from '../verdict/explain.ts'
import { type Markup, xml } from './markup.ts'
import type { ScenarioResult } from './result.ts'
import type { ResultReport, ResultReportOptions } from './result-report.ts'
import { shownTranscript, transcriptLines } from './shown-events.ts'
import {
  baselineWords,
  controlWords,
  headline,
  leadingFailure,
  reasonWords,
  simulatorBug,
  standingOf,
} from './standing.ts'

export const junitReport: ResultReport = {
  name: 'junit',
  doc: 'JUnit XML for CI engines: failure = the client did wrong, error = nothing can be said of it',
  media: { type: 'application/xml', extension: 'xml' },
  render(results, options) {
    const cases = results.map(caseOf)
    const count = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length
    const seconds = inSeconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
    const document = xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smtp-simulator" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" time="${seconds}">
  <testsuite name="smtp-simulator" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds}" timestamp="${timestamp(options.generatedAt)}">
    <properties>
      <property name="policy" value="${options.policy}"/>${controlProperty(options)}
    </properties>
${cases.map((each) => caseMarkup(each, options.policy))}${controlOutput(options)}  </testsuite>
</testsuites>
`
    return document.text
  },
}

interface Case {
  result: ScenarioResult
  kind: 'passed' | 'failure' | 'error' | 'skipped'
}

/** Whatever makes the command end with another code than 0 is red here too: an inconclusive result is an `error`. */
function caseOf(result: ScenarioResult): Case {
  const standing = standingOf(result)
  if (standing === 'fail' || standing === 'changed') return { result, kind: 'failure' }
  if (standing === 'bug' || standing === 'inconclusive') return { result, kind: 'error' }
  return { result, kind: standing === 'skipped' ? 'skipped' : 'passed' }
}

function caseMarkup({ result, kind }: Case, policy: string): Markup {
  // What has no element of its own is told in front of the transcript.
  const told = ['warn', 'accepted'].includes(standingOf(result)) ? [storyOf(result), ''] : []
  const output = [...told, ...transcriptLines(result)].join('\n')
  return xml`    <testcase name="${result.scenario}" classname="smtp-simulator.${policy}" time="${inSeconds(result.durationMs)}">
${outcomeMarkup(result, kind)}${output !== '' && xml`      <system-out>${output}</system-out>\n`}${
  result.client !== null && result.client.output !== '' && xml`      <system-err>${result.client.output}</system-err>\n`
}    </testcase>
`
}

function outcomeMarkup(result: ScenarioResult, kind: Case['kind']): Markup | null {
  const message = headline(result)
  const { reason } = result.judgement
  // As text: the first versions of the schema of Jenkins know no attribute here, and readers take either.
  if (kind === 'skipped') return xml`      <skipped>${reasonWords(result) ?? message}</skipped>\n`
  const body = storyOf(result)
  const type = standingOf(result) === 'changed' ? 'baseline' : (leadingFailure(result)?.id ?? 'fail')
  if (kind === 'failure') return xml`      <failure type="${type}" message="${message}">${body}</failure>\n`
  if (kind === 'error') {
    const cause = standingOf(result) === 'bug' ? 'session.failed' : (reason ?? 'inconclusive')
    return xml`      <error type="${cause}" message="${message}">${body}</error>\n`
  }
  return null
}

function storyOf(result: ScenarioResult): string {
  const bug = simulatorBug(result)
  if (bug !== null) return bug
  const baseline = baselineWords(result)
  return [...(baseline === null ? [] : [baseline]), explain(result.judgement, shownTranscript(result))].join('\n')
}

function controlProperty({ control }: ResultReportOptions): Markup | null {
  return control ? xml`\n      <property name="control" value="${control.judgement.outcome}"/>` : null
}

/** A control that failed is why everything else is in doubt: its transcript is what has to be read. */
function controlOutput({ control }: ResultReportOptions): Markup | null {
  if (!control || control.judgement.outcome === 'encrypted') return null
  const said = [`control: ${controlWords(control)}`, ...transcriptLines(control)].join('\n')
  return xml`    <system-out>${said}</system-out>\n${control.client !== null && control.client.output !== '' && xml`    <system-err>${control.client.output}</system-err>\n`}`
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** ISO 8601 without a zone, which is UTC: what the readers of this format take. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '')
}
