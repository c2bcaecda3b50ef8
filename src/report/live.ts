// All reporters that follow a run while it goes on, by the name that `--reporter` takes; each is loaded when asked for.
import type { OpenReporter } from './reporter.ts'

export interface LiveReport {
  name: string
  /** One line for the reference. */
  doc: string
  load(): Promise<OpenReporter>
}

export const LIVE_REPORTS: readonly LiveReport[] = [
  {
    name: 'default',
    doc: 'The transcript as it grows, then the counts and the judgement of each server',
    load: async () => (await import('./default.ts')).defaultReporter,
  },
  {
    name: 'json',
    doc: 'NDJSON, one event a line, the verdict last: [lines of `--json`](command-line.md#lines-of---json)',
    load: async () => (await import('./ndjson.ts')).ndjsonReporter,
  },
]

/** The logs of products as reporters. */
export async function logReports(): Promise<LiveReport[]> {
  const [{ LOGS }, { logReporter }] = await Promise.all([import('./logs/index.ts'), import('./logs/product-log.ts')])
  return LOGS.map((log) => ({ name: log.name, doc: log.doc, load: async () => logReporter(log) }))
}
