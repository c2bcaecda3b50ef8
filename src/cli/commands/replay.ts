// `simulate replay DIR...`: shows saved runs again, with any reporter.
import type { Reporter } from '../../report/reporter.ts'
import { readSavedRun, type SavedRun, type SavedServer } from '../../saved/read.ts'
import { visible } from '../../transcript/visible.ts'
import type { Command } from '../command.ts'
import { exitOf, UsageError, worstExit } from '../exit.ts'
import { closeReporters, openReporters } from '../reporters.ts'

export const replay: Command = {
  judges: true,
  usage: 'replay <dir...>',
  summary: 'Shows runs that were kept with --save again, as they were.',
  options: {
    json: { doc: 'NDJSON on stdout: one event a line' },
    reporter: {
      value: 'NAME[=FILE]',
      several: true,
      doc: 'How to report, as in a run; several with a file each',
    },
  },
  async run(given, terminal) {
    if (given.positionals.length === 0) throw new UsageError('Which folder? As in "simulate replay kept".')
    const runs: SavedRun[] = []
    for (const folder of given.positionals) runs.push(await readSavedRun(folder))
    const servers = runs.length === 1 ? (runs[0]?.servers ?? []) : numbered(runs)
    const policies = [...new Set(servers.map(({ policy }) => policy))]
    if (policies.length > 1)
      throw new UsageError(`The runs are of several policies, ${policies.join(' and ')}: show each on its own.`)
    const asked = [...(given.on('json') ? ['json'] : []), ...given.all('reporter')]
    const reporters = await openReporters(
      asked,
      { servers: servers.length, policy: policies[0] ?? 'mandatory', endedAt: endOf(servers) },
      terminal,
    )
    for (const problem of runs.flatMap(({ problems }) => problems)) terminal.err(`${visible(problem)}\n`)
    tell(runs, servers, reporters)
    await closeReporters(reporters)
    // As the run itself ended.
    if (servers.some(({ events }) => events.some(({ event }) => event === 'session.failed'))) return 'bug'
    const dialled = servers.filter(({ hopOf }) => hopOf === null)
    const results = dialled.flatMap(({ result }) => result ?? [])
    const cut = results.length < dialled.length
    if (results.length === 0) return 'inconclusive'
    return worstExit([exitOf(results), ...(cut ? (['inconclusive'] as const) : [])])
  },
}

/** When the last of them was over. */
function endOf(servers: readonly SavedServer[]): Date {
  const ends = servers.map(({ startedAt, events }) => startedAt.getTime() + (events.at(-1)?.atMs ?? 0))
  return new Date(Math.max(...ends))
}

/** Several runs shown as one: their servers are numbered through. */
function numbered(runs: readonly SavedRun[]): SavedServer[] {
  let count = 0
  return runs.flatMap(({ servers }) => {
    const numbers = new Map<number | null, number>(servers.map(({ number }) => [number, ++count]))
    return servers.map((server) => {
      const { number, hopOf } = server
      return { ...server, number: numbers.get(number) ?? number, hopOf: numbers.get(hopOf) ?? null }
    })
  })
}

/** In the order of a run: all servers are ready, then what happened at any of them by the clock, then the verdicts. */
function tell(runs: readonly SavedRun[], servers: readonly SavedServer[], reporters: readonly Reporter[]): void {
  const authorities = runs.flatMap(({ servers: own, certificatePem }) => own.map(() => certificatePem))
  for (const [at, server] of servers.entries()) {
    const authority = authorities[at]
    for (const reporter of reporters) {
      reporter.ready(server)
      if (authority && server.skipped === null) reporter.authority?.(server, authority)
    }
  }
  for (const server of servers) {
    if (server.tlsa.length > 0) for (const reporter of reporters) reporter.tlsa?.(server, server.tlsa)
  }
  const happened = servers.flatMap((server) =>
    server.events.map((event) => ({ server, event, at: server.startedAt.getTime() + event.atMs })),
  )
  // The sort is stable: what one server has recorded stays in its order.
  for (const { server, event } of happened.sort((a, b) => a.at - b.at)) {
    for (const reporter of reporters) reporter.event(server, event)
  }
  for (const server of servers) {
    if (server.result) for (const reporter of reporters) reporter.done(server, server.result)
  }
}
