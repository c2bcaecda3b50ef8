// The reporters of a run: live ones are told as it happens, the others of the results at the end; each to terminal or file.
import { appendFile } from 'node:fs/promises'
import { LIVE_REPORTS, logReports } from '../report/live.ts'
import type { Reporter } from '../report/reporter.ts'
import type { ScenarioResult } from '../report/result.ts'
import type { ResultReportOptions } from '../report/result-report.ts'
import { near } from '../scenario/shape.ts'
import type { Terminal } from './command.ts'
import { UsageError } from './exit.ts'
import { openSink, openWholeSink, type Sink } from './sink.ts'

/** A live reporter that is open, on the terminal or on its file. */
export interface OpenedReporter extends Reporter {
  close(): Promise<void>
}

/** What `--reporter` names, and where it goes; null: to the terminal. */
interface Asked {
  name: string
  file: string | null
}

/** Reads `NAME[=FILE]`; at most one may write to the terminal. Throws UsageError. */
function readAsked(asked: readonly string[], known: readonly string[]): Asked[] {
  const parsed = (asked.length > 0 ? asked : ['default']).map((text) => {
    const [name = '', ...file] = text.split('=')
    return { name, file: file.length > 0 ? file.join('=') : null }
  })
  for (const { name } of parsed) {
    if (known.includes(name)) continue
    const { didYouMean } = near(name, known)
    const hint = didYouMean ? ` Did you mean "${didYouMean}"?` : ''
    throw new UsageError(`There is no reporter "${name}".${hint} Known: ${known.join(', ')}.`)
  }
  const onTerminal = parsed.filter(({ file }) => file === null)
  if (onTerminal.length <= 1) return parsed
  const names = onTerminal.map(({ name }) => name).join(' and ')
  throw new UsageError(
    `The reporters ${names} both want the terminal: give all but one a file, as in --reporter json=run.ndjson.`,
  )
}

/** Opens the reporters of a run of servers. Throws UsageError. */
export async function openReporters(
  asked: readonly string[],
  settings: RunFacts,
  terminal: Terminal,
): Promise<OpenedReporter[]> {
  const few = LIVE_REPORTS.map(({ name }) => name)
  const onlyFew = asked.every((text) => few.includes(text.split('=', 1)[0] ?? ''))
  // The others are not loaded for nothing: a run shall start fast.
  const logs = onlyFew ? [] : await logReports()
  const others = onlyFew ? [] : (await import('../report/index.ts')).RESULT_REPORTS
  const live = [...LIVE_REPORTS, ...logs]
  const parsed = readAsked(asked, [...new Set([...LIVE_REPORTS, ...others, ...logs].map(({ name }) => name))])
  return Promise.all(
    parsed.map(async ({ name, file }) => {
      const reporter = live.find((each) => each.name === name)
      if (!reporter) return atTheEnd(name, await openWholeSink(name, file, terminal), settings)
      const sink = await openSink(name, file, terminal)
      const open = await reporter.load()
      return { ...open({ ...sink, servers: settings.servers }), close: sink.close }
    }),
  )
}

/** What reporters are told of the run. */
export interface RunFacts {
  servers: number
  policy: string
  /** Of a run that is over: when it ended. Default: when the report is written. */
  endedAt?: Date
}

/** Closes all of them, also where one cannot be written to its end. Throws the first error. */
export async function closeReporters(reporters: readonly OpenedReporter[]): Promise<void> {
  const closed = await Promise.allSettled(reporters.map((reporter) => reporter.close()))
  for (const each of closed) if (each.status === 'rejected') throw each.reason
}

/** What reports are told beside the results. */
export type FinishedRun = Pick<ResultReportOptions, 'policy' | 'control' | 'shard'>

/** Opens the reports of a finished run; `write` renders and writes them all. Throws UsageError. */
export async function openResultReports(asked: readonly string[], terminal: Terminal) {
  const log = asked.map((text) => text.split('=', 1)[0] ?? '').find((name) => name.startsWith('log-'))
  if (log !== undefined) {
    throw new UsageError(
      `--reporter ${log}: the log of a product is of a run, as in "simulate healthy --reporter ${log}", or of a saved one.`,
    )
  }
  const { RESULT_REPORTS } = await import('../report/index.ts')
  const parsed = readAsked(
    asked,
    RESULT_REPORTS.map(({ name }) => name),
  )
  const opened = await Promise.all(
    parsed.map(async ({ name, file }) => ({ name, sink: await openWholeSink(name, file, terminal) })),
  )
  return {
    /** The terminal belongs to a report for programs. */
    ownsTerminal: parsed.some(({ name, file }) => file === null && name !== 'default'),
    async write(results: readonly ScenarioResult[], run: FinishedRun): Promise<void> {
      for (const { name, sink } of opened) {
        await writeResults(name, sink, results, run)
        await sink.close()
      }
    },
  }
}

function atTheEnd(name: string, sink: Sink, { policy, endedAt }: RunFacts): OpenedReporter {
  const results: ScenarioResult[] = []
  return {
    ready: ({ skipped }) => {
      if (skipped !== null) sink.aside(`${skipped}\n`)
    },
    event: () => {},
    done: (_server, result) => void results.push(result),
    async close() {
      await writeResults(name, sink, results, { policy }, endedAt)
      await sink.close()
    },
  }
}

async function writeResults(
  name: string,
  sink: Sink,
  results: readonly ScenarioResult[],
  run: FinishedRun,
  generatedAt: Date = new Date(),
): Promise<void> {
  const { RESULT_REPORTS } = await import('../report/index.ts')
  const report = RESULT_REPORTS.find((each) => each.name === name)
  if (!report) return
  sink.write(report.render(results, { ...run, colour: sink.colour, generatedAt }))
  const summary = process.env.GITHUB_STEP_SUMMARY
  if (name !== 'github' || !summary) return
  const { githubSummary } = await import('../report/github.ts')
  await appendFile(summary, githubSummary(results, run.control)).catch((error: Error) => {
    sink.aside(`GITHUB_STEP_SUMMARY: the summary cannot be written: ${error.message}\n`)
  })
}
