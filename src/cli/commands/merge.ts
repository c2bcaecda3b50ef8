// `simulate merge FILE...`: joins the JSON reports of the shards of one check.
import { readFile } from 'node:fs/promises'
import type { ResultDocument, ResultEntry, ScenarioResult } from '../../report/result.ts'
import { isMapping } from '../../scenario/shape.ts'
import type { Verdict } from '../../verdict/judgement.ts'
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
    const results = inTurn(documents.map(({ results: entries }) => entries)).map(toResult)
    const policies = [...new Set(results.map(({ judgement }) => judgement.policy))]
    if (policies.length > 1)
      throw new UsageError(
        `The files are of several policies, ${policies.join(' and ')}: are they shards of one check?`,
      )
    const twice = results.find(({ scenario }, at) => results.findIndex((each) => each.scenario === scenario) !== at)
    if (twice) throw new UsageError(`${twice.scenario} is in two of the files: are they shards of one check?`)
    const reporters = [...(given.on('json') ? ['json'] : []), ...given.all('reporter')]
    const reports = await openResultReports(reporters, terminal)
    await reports.write(results, policies[0] ?? 'mandatory', null)
    return results.length > 0 ? exitOf(results) : 'inconclusive'
  },
}

/** Shards are dealt out in turn: taken in turn they are as the check would have had them. */
function inTurn<T>(shards: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...shards.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => shards.flatMap((shard) => shard.slice(at, at + 1))).flat()
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

function isEntry(entry: unknown): entry is ResultEntry {
  if (!isMapping(entry)) return false
  const { verdict, client, reason, failed, diagnoses, sessions, durationMs } = entry
  return (
    haveWords(entry, ['scenario', 'policy', 'outcome', 'leak', 'basis']) &&
    VERDICTS.some((each) => each === verdict) &&
    (reason === null || typeof reason === 'string') &&
    (client === null || isMapping(client)) &&
    typeof sessions === 'number' &&
    typeof durationMs === 'number' &&
    isListOf(failed, ['id', 'expected', 'found']) &&
    isListOf(diagnoses, ['id', 'cause', 'advice', 'reference'])
  )
}

const VERDICTS: readonly Verdict[] = ['pass', 'warn', 'fail', 'inconclusive', 'skipped']

function isListOf(list: unknown, words: readonly string[]): boolean {
  return (
    Array.isArray(list) && list.every((each) => isMapping(each) && haveWords(each, words) && Array.isArray(each.events))
  )
}

function haveWords(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof entry[key] === 'string')
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
