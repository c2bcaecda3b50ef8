// `simulate merge FILE...`: joins the JSON reports of the shards of one check.
import { simulatorBug } from '../../report/standing.ts'
import type { Command } from '../command.ts'
import { exitOf, UsageError, worstExit } from '../exit.ts'
import { openResultReports } from '../reporters.ts'
import { endedWords, joinDocuments } from '../shards.ts'

export const merge: Command = {
  judges: true,
  usage: 'merge <file...>',
  summary: 'Joins the JSON reports of several "simulate check --shard" into one.',
  options: {
    json: { doc: 'The JSON document on stdout' },
    reporter: {
      value: 'NAME[=FILE]',
      several: true,
      doc: 'How to report: default, json, junit, tap, github, html, tls-summary, ...; several with a file each',
    },
  },
  async run(given, terminal) {
    if (given.positionals.length === 0)
      throw new UsageError('Which files? As in "simulate merge shard-1.json shard-2.json".')
    const { results, policy, control, scenarios } = await joinDocuments(given.positionals)
    const reporters = [...(given.on('json') ? ['json'] : []), ...given.all('reporter')]
    const reports = await openResultReports(reporters, terminal)
    await reports.write(results, { policy, control })
    const bug = [...(control ? [control] : []), ...results].find((result) => simulatorBug(result) !== null)
    if (bug) {
      terminal.err(`A bug of smtp-simulator: "session.failed" in the transcript of ${bug.scenario}\n`)
      return 'bug'
    }
    const ended = results.length < scenarios
    if (ended) terminal.err(endedWords(results.length, scenarios))
    if (results.length === 0) return 'inconclusive'
    return worstExit([exitOf(results), ...(ended ? (['inconclusive'] as const) : [])])
  },
}
