// The contract of a report of finished runs: one file each, a pure function from results to text.
import type { ScenarioResult, ShardPart } from './result.ts'

export interface ResultReportOptions {
  /** Escape codes for colour are allowed. */
  colour: boolean
  /** What the client was configured to want. */
  policy: string
  generatedAt: Date
  /** The healthy run that came first with the same client; null or absent when there was none. */
  control?: ScenarioResult | null
  /** Which part of a check this is; null or absent for all of it. */
  shard?: Pick<ShardPart, 'index' | 'count' | 'scenarios'> | null
}

export interface ResultReport {
  /** What `--reporter` takes. */
  name: string
  /** One line for the help and the reference. */
  doc: string
  /** What it is as a file: `text/html`, `html`. */
  media: { type: string; extension: string }
  render(results: readonly ScenarioResult[], options: ResultReportOptions): string
}
