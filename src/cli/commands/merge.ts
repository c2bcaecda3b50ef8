// `simulate merge FILE...`: joins the JSON reports of the shards of one check.
import { readFile } from 'node:fs/promises'
import type { ResultDocument, ResultEntry, ScenarioResult } from '../../report/result.ts'
import { isMapping } from '../../scenario/shape.ts'
import type { Command } from '../command.ts'
import { exitOf, UsageError } from '../exit.ts'
import { openResultReports } from '../reporters.ts'

export const merge: Command = {
  judges: true,
  usage: 'merge <file...>',
  summary: 'Joins the JSON reports of several "simulate check --shard" into one.',
  options: {
    json: { doc: 'The JSON document on stdout' },
    reporter: {
      value: 'NAME[=FILE]',
      several: true,
      doc: 'How to report: default, json, junit, tap, github, html; several with a file each',
    },
  },
  async run(given, terminal) {
    if (given.positionals.length === 0)
      throw new UsageError('Which files? As in "simulate merge shard-1.json shard-2.json".')
    const documents = await Promise.all(given.positionals.map(readDocument))
    const results = documents.flatMap(({ results: entries }) => entries).map(toResult)
    const twice = results.find(({ scenario }, at) => results.findIndex((each) => each.scenario === scenario) !== at)
    if (twice) throw new UsageError(`${twice.scenario} is in two of the files: are they shards of one check?`)
    const reporters = [...(given.on('json') ? ['json'] : []), ...given.all('reporter')]
    const reports = await openResultReports(reporters, terminal)
    await reports.write(results, results[0]?.judgement.policy ?? 'mandatory', null)
    return exitOf(results)
  },
}

/** Throws UsageError that names the file and what is wrong. */
async function readDocument(file: string): Promise<ResultDocument> {
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
  return value as unknown as ResultDocument
}

function isEntry(entry: unknown): boolean {
  if (!isMapping(entry)) return false
  const words = ['scenario', 'policy', 'outcome', 'leak', 'basis', 'verdict'].every(
    (key) => typeof entry[key] === 'string',
  )
  return words && Array.isArray(entry.failed) && Array.isArray(entry.diagnoses)
}

function toResult({ scenario, client, sessions, durationMs, ...judgement }: ResultEntry): ScenarioResult {
  return {
    scenario,
    title: scenario,
    judgement,
    client: client && { ...client, output: '' },
    sessions,
    durationMs,
    events: [],
    skipped: judgement.verdict === 'skipped' ? (judgement.reason ?? 'skipped') : null,
  }
}
