// `simulate <scenario...>`: plays servers until the client is done, the time is up or the user ends it.
import { access, constants, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Authority } from '../../ca/authority.ts'
import { CATALOGUE } from '../../catalogue.ts'
import { planOf } from '../../plan-of.ts'
import type { Reporter, ServerReport } from '../../report/reporter.ts'
import type { ScenarioResult } from '../../report/result.ts'
import { LOOPBACK } from '../../run/listen.ts'
import { startServer } from '../../run/server.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { POLICIES, type Policy } from '../../scenario/words.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Arguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { exitOf, UsageError } from '../exit.ts'
import { warnOfOpenHosts } from '../loopback.ts'
import type { Played } from '../played.ts'
import { readPolicy } from '../policy.ts'
import { scenarioReferences } from '../references.ts'
import { closeReporters, openReporters } from '../reporters.ts'
import { runEnd } from '../run-end.ts'

export const run: Command = {
  judges: true,
  usage: '<scenario...>',
  summary: 'Plays the servers of these scenarios (names, paths or folders) and shows what clients do.',
  options: {
    host: { value: 'ADDR', several: true, doc: 'Listen on this address. Default: 127.0.0.1 and, where present, ::1' },
    port: { value: 'N', doc: 'Port of the first server; the next ones follow. 0: any free ones. Default: 2525' },
    name: { value: 'NAME', several: true, doc: 'One more name for the certificate' },
    once: { doc: 'End after the first try at every scenario' },
    timeout: { value: 'TIME', doc: 'End after this time, such as 30s' },
    policy: {
      value: 'POLICY',
      doc: `What the client wants: ${POLICIES.join(', ')}. Default: mandatory`,
    },
    seed: { value: 'N', doc: 'Seed of chance' },
    save: { value: 'DIR', doc: 'Keep transcript, messages, certificate and judgement there' },
    json: { doc: 'NDJSON on stdout: one event a line' },
    'ca-dir': { value: 'DIR', doc: 'Keep the authority and its key there, so that a client can trust it once' },
    'ca-file': { value: 'FILE', doc: 'Write the certificate of the authority there, before the server is ready' },
    reporter: {
      value: 'NAME[=FILE]',
      several: true,
      doc: 'How to report: default, json, junit, tap, github, html, log-postfix, ...; several with files',
    },
    'show-secrets': { doc: 'Do not redact credentials' },
  },
  async run(given, terminal) {
    const settings = readSettings(given)
    const loaded = await loadAll(given.positionals)
    checkPorts(settings.port, loaded.length)
    const authority = await authorityOf(settings)
    if (settings.save !== undefined) await openFolder(settings.save)
    const reporters = await openReporters(
      settings.reporters,
      { servers: loaded.length, policy: settings.policy },
      terminal,
    )
    warnOfOpenHosts(settings.hosts ?? [], terminal)
    const started: Played[] = []
    let told = Promise.resolve()
    try {
      for (const [at, scenario] of loaded.entries()) started.push(await start(scenario, at, authority, settings))
      if (settings.caFile !== undefined) await writeCertificate(settings.caFile, authority)
      const served = started.flatMap(({ server }) => (server ? [server] : []))
      const over = served.length > 0 ? runEnd(served, settings) : undefined
      for (const { report } of started) for (const reporter of reporters) reporter.ready(report)
      for (const played of started) follow(played, reporters)
      if (over) told = tellAuthority(reporters, started, authority)
      await over
    } finally {
      await Promise.all(started.map(({ server }) => server?.stop()))
    }
    await told
    const { resultOf } = await import('../result-of.ts')
    const results = started.map((played) => resultOf(played, settings.policy))
    for (const [at, { report }] of started.entries()) {
      const result = results[at]
      if (result) for (const reporter of reporters) reporter.done(report, result)
    }
    const failed = started.some(({ report }) => report.events.some(({ event }) => event === 'session.failed'))
    const folder = settings.save ?? (failed ? await temporaryFolder() : undefined)
    try {
      // Reports come first: what cannot be kept shall at least be read.
      await closeReporters(reporters)
    } finally {
      if (folder !== undefined) await save(folder, started, results, authority)
    }
    if (failed) terminal.err(`A bug of smtp-simulator: "session.failed" in the transcript, kept in ${folder}\n`)
    return failed ? 'bug' : exitOf(results)
  },
}

export interface RunSettings {
  hosts: readonly string[] | null
  port: number
  names: readonly string[]
  once: boolean
  timeoutMs: number | undefined
  policy: Policy
  seed: number | undefined
  save: string | undefined
  caDir: string | undefined
  caFile: string | undefined
  reporters: readonly string[]
  showSecrets: boolean
}

function readSettings(given: Arguments): RunSettings {
  const hosts = [...new Set(given.all('host'))]
  // To Node no address is every address.
  if (hosts.includes('')) throw new UsageError('--host: expected an address, such as 127.0.0.1.')
  const reporters = given.all('reporter')
  return {
    hosts: hosts.length > 0 ? hosts : null,
    port: given.integer('port', 2525, [0, 65535]),
    names: given.all('name'),
    once: given.on('once'),
    timeoutMs: given.duration('timeout'),
    policy: readPolicy(given),
    seed: given.text('seed') === undefined ? undefined : given.integer('seed', 0, [0, Number.MAX_SAFE_INTEGER]),
    save: given.text('save'),
    caDir: given.text('ca-dir'),
    caFile: given.text('ca-file'),
    reporters: given.on('json') ? ['json', ...reporters] : reporters,
    showSecrets: given.on('show-secrets'),
  }
}

async function loadAll(references: readonly string[]): Promise<LoadedScenario[]> {
  const named = await scenarioReferences(references)
  if (named.length === 0) throw new UsageError('Which scenario? Name one, such as "simulate tls10-reject".')
  return Promise.all(named.map((reference) => loadScenario(reference, { vocabulary, catalogue: CATALOGUE })))
}

async function authorityOf({ caDir }: RunSettings): Promise<Authority> {
  const { createAuthority, processAuthority } = await import('../../ca/authority.ts')
  if (caDir === undefined) return processAuthority()
  const authority = createAuthority({ directory: caDir })
  // A folder that cannot be used is told before a server starts.
  await authority.certificatePem()
  return authority
}

async function start(
  scenario: LoadedScenario,
  at: number,
  authority: Authority,
  settings: RunSettings,
): Promise<Played> {
  const report = { number: at + 1, scenario, policy: settings.policy }
  try {
    const server = await startServer(planOf(scenario, settings.seed), {
      authority,
      hosts: settings.hosts ?? LOOPBACK,
      port: settings.port === 0 ? 0 : settings.port + at,
      names: settings.names,
      ...(scenario.file !== null && { baseDir: dirname(scenario.file) }),
      showSecrets: settings.showSecrets,
    })
    const served: ServerReport = {
      ...report,
      hosts: server.hosts,
      port: server.port,
      hostname: server.plan.servers[0]?.smtp.hostname ?? 'localhost',
      startedAt: server.startedAt,
      skipped: null,
      get events() {
        return server.recorder.events
      },
      get certificates() {
        return server.certificates
      },
      get messages() {
        return server.messages
      },
      groups: server.plan.servers[0]?.tls.groups ?? [],
    }
    return { scenario, server, report: served }
  } catch (error) {
    if ((error as { code?: string }).code !== 'CANNOT_SERVE') throw error
    const skipped = error instanceof Error ? error.message : String(error)
    return { scenario, server: null, report: { ...report, ...NOT_SERVED, startedAt: new Date(), skipped } }
  }
}

const NOT_SERVED = { hosts: [], port: 0, hostname: '', events: [], certificates: [], messages: [], groups: [] } as const

/** Tells what happens, and first what happened before the server was announced. */
function follow({ server, report }: Played, reporters: readonly Reporter[]): void {
  const tell = (event: TranscriptEvent) => {
    for (const reporter of reporters) reporter.event(report, event)
  }
  for (const event of report.events) tell(event)
  server?.recorder.listen(tell)
}

function checkPorts(port: number, servers: number): void {
  if (port === 0 || port + servers - 1 <= 65535) return
  throw new UsageError(`--port ${port}: ${servers} servers take as many ports from there, and 65535 is the last.`)
}

async function writeCertificate(file: string, authority: Authority): Promise<void> {
  const certificate = await authority.certificatePem()
  await writeFile(file, certificate).catch((error: Error) => {
    throw new UsageError(`--ca-file ${file}: the file cannot be written: ${error.message}.`)
  })
}

/** A folder that cannot be made is told before the run, not after it. */
async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new UsageError(`--save ${folder}: the folder cannot be written: ${(error as Error).message}.`)
  }
}

async function save(
  folder: string,
  started: readonly Played[],
  results: readonly ScenarioResult[],
  authority: Authority,
): Promise<void> {
  const { writeSavedRun } = await import('../../saved/write.ts')
  const servers = started.flatMap(({ report }, at) => {
    const result = results[at]
    return result ? [{ report, result }] : []
  })
  await writeSavedRun(folder, servers, await authority.certificatePem())
}

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'smtp-simulator-'))
}

/** The certificate is made behind the first greeting, but before the first handshake can end. */
async function tellAuthority(
  reporters: readonly Reporter[],
  started: readonly Played[],
  authority: Authority,
): Promise<void> {
  const listening = reporters.filter((reporter) => reporter.authority)
  if (listening.length === 0) return
  await Promise.race(started.flatMap(({ server }) => (server ? [server.quiet] : [])))
  const certificate = await authority.certificatePem()
  for (const { server, report } of started) {
    if (server) for (const reporter of listening) reporter.authority?.(report, certificate)
  }
}
