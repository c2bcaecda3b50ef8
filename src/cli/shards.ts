// Reads JSON reports back and joins them: those of the shards of one check, or of checks of some scenarios each.
import { readFile } from 'node:fs/promises'
import {
  type ResultDocument,
  type ResultEntry,
  type ScenarioResult,
  type ShardPart,
  toResult,
} from '../report/result.ts'
import { haveWords, isEntry, isEvent } from '../report/result-shape.ts'
import { isMapping } from '../scenario/shape.ts'
import { UsageError } from './exit.ts'

/** A check as it would have been in one run. */
export interface JoinedCheck {
  results: ScenarioResult[]
  policy: string
  control: ScenarioResult | null
  /** How many scenarios it had: more than results when a shard was ended before its end. */
  scenarios: number
}

interface ReadDocument extends ResultDocument {
  file: string
}

/** Throws UsageError for what is no JSON report, or not one of the same check. */
export async function joinDocuments(files: readonly string[]): Promise<JoinedCheck> {
  const documents = await Promise.all(files.map(readDocument))
  const results = inTurn(inOrder(documents).map(resultsOf))
  const twice = results.find(({ scenario }, at) => results.findIndex((each) => each.scenario === scenario) !== at)
  if (twice) throw new UsageError(`${twice.scenario} is in two of the files: ${ONE_CHECK}`)
  checkWhole(documents)
  const policies = [
    ...new Set([
      ...results.map(({ judgement }) => judgement.policy),
      ...documents.flatMap(({ shard }) => (shard ? [shard.policy] : [])),
    ]),
  ]
  if (policies.length > 1)
    throw new UsageError(`The files are of several policies, ${policies.join(' and ')}: ${ONE_CHECK}`)
  const controls = documents.flatMap(({ shard }) => shard?.control ?? [])
  // Each shard has a control of its own; one that failed is why its results are in doubt.
  const control = controls.find(({ judgement }) => judgement.outcome !== 'encrypted') ?? controls[0] ?? null
  const scenarios = documents.reduce((sum, { results: own, shard }) => sum + (shard?.scenarios ?? own.length), 0)
  return { results, policy: policies[0] ?? 'mandatory', control, scenarios }
}

/** A check that was ended before its end, here or in one of its shards. */
export function endedWords(judged: number, scenarios: number): string {
  return `Ended by a signal: ${judged} of ${scenarios} scenarios are judged.\n`
}

const ONE_CHECK = 'are they shards of one check?'

function resultsOf({ results, shard }: ReadDocument): ScenarioResult[] {
  return results.map((entry, at) => toResult(entry, shard?.runs[at]))
}

/** Shards by their number, whatever their files are called; other documents as they are given. */
function inOrder(documents: readonly ReadDocument[]): ReadDocument[] {
  return [...documents].sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0))
}

/** A part that is missing would pass unseen. */
function checkWhole(documents: readonly ReadDocument[]): void {
  const parts = documents.flatMap(({ file, shard }) => (shard ? [{ file, ...shard }] : []))
  const [first] = parts
  if (!first) return
  const other = documents.find(({ shard }) => !shard)
  if (other) throw new UsageError(`${other.file} is no shard, and ${first.file} is: ${ONE_CHECK}`)
  const differing = parts.find(({ count }) => count !== first.count)
  if (differing) {
    const told = [first, differing].map(({ file, index, count }) => `${file} is shard ${index}/${count}`)
    throw new UsageError(`${told.join(', ')}: ${ONE_CHECK}`)
  }
  const indices = parts.map(({ index }) => index)
  const again = parts.find(({ index }, at) => indices.indexOf(index) !== at)
  if (again) throw new UsageError(`Two files are shard ${again.index}/${again.count}: ${ONE_CHECK}`)
  const missing = Array.from({ length: first.count }, (_, at) => at + 1).filter((index) => !indices.includes(index))
  if (missing.length > 0) {
    const words = `${missing.join(', ')} of ${first.count}`
    throw new UsageError(
      `Shard ${words} is not among the files: run "simulate check --shard" for it and add its report.`,
    )
  }
}

/** Shards are dealt out in turn: taken in turn they are as the check would have had them. */
function inTurn<T>(shards: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...shards.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => shards.flatMap((shard) => shard.slice(at, at + 1))).flat()
}

/** Throws UsageError that names the file and what is wrong. */
async function readDocument(file: string): Promise<ReadDocument> {
  const wrong = (what: string) => new UsageError(`${file}: ${what}. Expected the JSON report of "simulate check".`)
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw wrong(`it cannot be read: ${error.message}`)
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw wrong(`this is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isMapping(value) || value.version !== 1 || !Array.isArray(value.results))
    throw wrong('it has no version 1 and results')
  const broken = value.results.findIndex((entry) => !isEntry(entry))
  if (broken >= 0) throw wrong(`result ${broken + 1} is incomplete`)
  const { results, shard } = value as unknown as ResultDocument
  if (shard !== undefined && !isShardPart(shard, results)) throw wrong('its "shard" is incomplete')
  return { version: 1, file, results, ...(shard && { shard }) }
}

function isShardPart(value: unknown, results: readonly ResultEntry[]): value is ShardPart {
  if (!isMapping(value)) return false
  const { index, count, scenarios, control, runs } = value
  return (
    isCount(index) &&
    isCount(count) &&
    index <= count &&
    typeof scenarios === 'number' &&
    scenarios >= results.length &&
    haveWords(value, ['policy']) &&
    (control === null || isResult(control)) &&
    Array.isArray(runs) &&
    runs.length === results.length &&
    runs.every((run) => isRun(run) && (run.output === null || typeof run.output === 'string'))
  )
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0
}

function isResult(value: unknown): boolean {
  if (!isRun(value) || !isMapping(value.judgement)) return false
  const { judgement, client, ...rest } = value
  const output = isMapping(client) ? client.output : ''
  return typeof output === 'string' && isEntry({ ...judgement, ...rest, client, baseline: undefined })
}

function isRun(value: unknown): value is Record<string, unknown> {
  if (!isMapping(value) || !haveWords(value, ['title']) || !Array.isArray(value.events)) return false
  const { skipped, startedAt, secondHop } = value
  if (secondHop !== undefined && !isSecondHop(secondHop)) return false
  if (startedAt !== undefined && Number.isNaN(Date.parse(String(startedAt)))) return false
  return (skipped === null || typeof skipped === 'string') && value.events.every(isEvent)
}

function isSecondHop(value: unknown): boolean {
  return (
    isMapping(value) && haveWords(value, ['scenario']) && Array.isArray(value.events) && value.events.every(isEvent)
  )
}
