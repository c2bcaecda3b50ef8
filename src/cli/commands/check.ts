// `simulate check [scenario|folder...] -- <command>`: puts one client through many scenarios.
import { setMaxListeners } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { processAuthority } from '../../ca/authority.ts'
import { CATALOGUE } from '../../catalogue.ts'
import { againstBaseline, type Baseline, BaselineError, baselineOf, parseBaseline } from '../../check/baseline.ts'
import { check as checkClient, shardOf } from '../../check/check.ts'
import { ClientNotStarted } from '../../check/check-scenario.ts'
import { type ClientCommand, ClientError, clientNamed } from '../../check/client-command.ts'
import { writeMaterials } from '../../check/materials.ts'
import { placeholdersIn } from '../../check/placeholders.ts'
import { planOf } from '../../plan-of.ts'
import type { ScenarioResult } from '../../report/result.ts'
import { baselineWords } from '../../report/standing.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import type { Policy } from '../../scenario/words.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Arguments } from '../arguments.ts'
import { CAPTURE_OPTIONS, captureFor, closeCapture } from '../capture.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, exitOf, UsageError, worstExit } from '../exit.ts'
import { readPolicy } from '../policy.ts'
import { scenarioReferences } from '../references.ts'
import { openResultReports } from '../reporters.ts'
import { endedWords } from '../shards.ts'
import { onStopSignal } from '../stop-signals.ts'

export const check: Command = {
  judges: true,
  usage: 'check [scenario|folder...] -- <command>',
  summary: 'Runs a command that sends one mail against each scenario (default: all), and judges it.',
  options: {
    client: {
      value: 'NAME|FILE',
      doc: 'A client in place of a command: a ready-made one by name, or the file of one of your own by its path',
    },
    policy: {
      value: 'POLICY',
      doc: 'What the client is configured to want: mandatory, unverified, opportunistic. Default: mandatory',
    },
    jobs: { value: 'N', doc: 'How many clients run at the same time. Default: one per processor, at most 4' },
    limit: { value: 'TIME', doc: 'End the command after this time. Default: 30s' },
    wait: { value: 'TIME', doc: 'Wait so long for a first session when the command ended before one. Default: 10s' },
    repeat: {
      value: 'N',
      doc: 'Run the command so often per scenario, for clients that queue and come back. Default: 1',
    },
    'no-control': { doc: 'Leave out the run against "healthy" that shows whether the client can send at all' },
    baseline: { value: 'FILE', doc: 'What is known and accepted; any change fails' },
    'update-baseline': { doc: 'Write the baseline anew' },
    shard: { value: 'I/N', doc: 'Only the I-th of N parts; "simulate merge" joins their JSON reports' },
    seed: { value: 'N', doc: 'Seed of chance' },
    json: { doc: 'The JSON document on stdout' },
    reporter: {
      value: 'NAME[=FILE]',
      several: true,
      doc: 'How to report: default, json, junit, tap, github, html, tls-summary, ...; several with a file each',
    },
    'show-secrets': { doc: 'Do not redact credentials' },
    ...CAPTURE_OPTIONS,
  },
  async run(given, terminal) {
    const policy = readPolicy(given)
    const client = await clientOf(given, policy)
    const settings = readSettings(given)
    const shard = readShard(given)
    const scenarios = await scenariosFor(given, shard)
    const baseline = await readBaseline(given, policy)
    const reporters = [...(given.on('json') ? ['json'] : []), ...given.all('reporter')]
    const reports = await openResultReports(reporters, terminal)
    const control = given.on('no-control') || scenarios.length === 0 ? null : await load('healthy')
    const authority = processAuthority()
    const capture = await captureFor(given, terminal)
    const materials = await writeMaterials(authority, placeholdersIn(client.command))
    const progress = new Progress(terminal, scenarios.length)
    const stop = new AbortController()
    // Every client at work listens to it.
    setMaxListeners(0, stop.signal)
    const leaveSignals = onStopSignal(() => stop.abort())
    try {
      const outcome = await checkClient({
        ...settings,
        client,
        authority,
        materials,
        policy,
        scenarios,
        control,
        signal: stop.signal,
        plan: (scenario) => planOf(scenario, settings.seed),
        ...(capture && { capture: (name: string) => capture.server(name) }),
        onResult: (result, done) => progress.tell(result, done),
      })
      progress.clear()
      // What is going to be written accepts all of it.
      const known = baseline && (baseline.known ?? baselineOf(outcome.results, policy))
      const results = known ? againstBaseline(known, outcome.results) : outcome.results
      const part = shard && { ...shard, scenarios: scenarios.length }
      await reports.write(results, { policy, control: outcome.control, shard: part })
      const bug = await keepBugs([...(outcome.control ? [outcome.control] : []), ...results], terminal)
      closeCapture(capture, terminal)
      const ended = results.length < scenarios.length
      if (ended) terminal.err(endedWords(results.length, scenarios.length))
      if (bug) return 'bug'
      if (ended) return worstExit([...(results.length > 0 ? [exitOf(results)] : []), 'inconclusive'])
      return await concluded(results, policy, baseline, terminal)
    } catch (error) {
      capture?.abandon()
      if (error instanceof ClientNotStarted) throw new UsageError(error.message)
      throw error
    } finally {
      leaveSignals()
      progress.clear()
      await materials.remove()
    }
  },
}

interface CheckSettings {
  jobs: number
  limitMs: number
  waitMs: number
  repeat: number
  seed: number | undefined
  showSecrets: boolean
}

function readSettings(given: Arguments): CheckSettings {
  return {
    jobs: given.integer('jobs', Math.min(4, availableParallelism()), [1, 64]),
    limitMs: given.duration('limit') ?? 30_000,
    waitMs: given.duration('wait') ?? 10_000,
    repeat: given.integer('repeat', 1, [1, 100]),
    seed: given.text('seed') === undefined ? undefined : given.integer('seed', 0, [0, Number.MAX_SAFE_INTEGER]),
    showSecrets: given.on('show-secrets'),
  }
}

async function clientOf(given: Arguments, policy: Policy): Promise<ClientCommand> {
  const name = given.text('client')
  const command = given.rest ?? []
  if (name !== undefined && command.length > 0)
    throw new UsageError('Either --client or a command behind --, not both.')
  if (name !== undefined) return named(name, policy)
  if (command.length > 0) return { command, stdin: 'nothing', environment: {}, delivered: null }
  throw new UsageError(
    'Which client? As in "simulate check -- ./send-one-mail {host} {port}", "simulate check --client curl" or "simulate check --client ./ours.yaml".',
  )
}

async function named(name: string, policy: Policy): Promise<ClientCommand> {
  try {
    return await clientNamed(name, policy, CATALOGUE)
  } catch (error) {
    throw error instanceof ClientError ? new UsageError(error.message) : error
  }
}

async function scenariosFor(given: Arguments, shard: Shard | null): Promise<LoadedScenario[]> {
  const references = await scenarioReferences(given.positionals.length > 0 ? given.positionals : [CATALOGUE])
  const scenarios = await Promise.all(references.map(load))
  return shard ? shardOf(scenarios, shard) : scenarios
}

interface Shard {
  index: number
  count: number
}

function readShard(given: Arguments): Shard | null {
  const shard = given.text('shard')
  if (shard === undefined) return null
  const [index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(shard) ?? []).slice(1).map(Number)
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new UsageError(`--shard ${shard}: expected I/N, such as 1/4, with I from 1 to N.`)
  }
  return { index, count }
}

function load(reference: string): Promise<LoadedScenario> {
  return loadScenario(reference, { vocabulary, catalogue: CATALOGUE })
}

interface BaselineFile {
  file: string
  /** Null: it is going to be written. */
  known: Baseline | null
}

async function readBaseline(given: Arguments, policy: Policy): Promise<BaselineFile | null> {
  const file = given.text('baseline')
  if (file === undefined) {
    if (given.on('update-baseline')) throw new UsageError('--update-baseline needs --baseline FILE.')
    return null
  }
  if (given.on('update-baseline')) return { file, known: null }
  try {
    return { file, known: parseBaseline(await readFile(file, 'utf8'), file, policy) }
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(error.message)
    throw new UsageError(
      `--baseline ${file}: it cannot be read: ${(error as Error).message}.\n  Write it with --update-baseline.`,
    )
  }
}

/** A mistake of ours in a session is told with the transcripts that show it. */
async function keepBugs(results: readonly ScenarioResult[], { err }: Terminal): Promise<boolean> {
  const failed = results.filter(({ events }) => events.some(({ event }) => event === 'session.failed'))
  if (failed.length === 0) return false
  const folder = await mkdtemp(join(tmpdir(), 'smtp-simulator-'))
  for (const [at, { scenario, events }] of failed.entries()) {
    const lines = events.map((event) => `${JSON.stringify({ server: 1, scenario, ...event })}\n`)
    await writeFile(join(folder, `${at + 1}-${scenario}.ndjson`), lines.join(''))
  }
  err(`A bug of smtp-simulator: "session.failed" in the transcript, kept in ${folder}\n`)
  return true
}

/** Writes a baseline that was asked for, or tells what has changed against the one there is. */
async function concluded(
  results: readonly ScenarioResult[],
  policy: Policy,
  baseline: BaselineFile | null,
  { err }: Terminal,
): Promise<ExitName> {
  // A matrix of jobs may have more shards than there are scenarios.
  if (results.length === 0) return 'pass'
  if (baseline && !baseline.known) {
    const { file } = baseline
    await writeFile(file, `${JSON.stringify(baselineOf(results, policy), null, 2)}\n`).catch((error: Error) => {
      throw new UsageError(`--baseline ${file}: it cannot be written: ${error.message}.`)
    })
    err(`${file}: ${results.length} results written\n`)
  }
  const changes = results.filter(({ baseline: standing }) => standing?.state === 'changed')
  for (const change of changes) err(`${change.scenario}: ${baselineWords(change)}\n`)
  if (changes.length > 0) err(`${changes.length} changed against ${baseline?.file}; --update-baseline accepts them\n`)
  return exitOf(results)
}

/** One line that is written over, on a terminal only. */
class Progress {
  readonly #terminal: Terminal
  readonly #all: number
  #shown = false

  constructor(terminal: Terminal, all: number) {
    this.#terminal = terminal
    this.#all = all
  }

  tell({ scenario, judgement }: ScenarioResult, done: number): void {
    if (!this.#terminal.colour) return
    this.#shown = true
    this.#terminal.err(`\r\x1b[K[${done}/${this.#all}] ${scenario}: ${judgement.verdict}`)
  }

  clear(): void {
    if (this.#shown) this.#terminal.err('\r\x1b[K')
    this.#shown = false
  }
}
