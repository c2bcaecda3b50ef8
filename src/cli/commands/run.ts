// `simulate <scenario...>`: plays servers until the client is done, the time is up or the user ends it.
import { dirname } from 'node:path'
import type { Authority } from '../../ca/authority.ts'
import { CATALOGUE } from '../../catalogue.ts'
import type { Reporter, ServerReport } from '../../report/reporter.ts'
import { LOOPBACK } from '../../run/listen.ts'
import { type RunningServer, startServer } from '../../run/server.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { planOf } from '../../start-scenario.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Arguments } from '../arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, UsageError, worstExit } from '../exit.ts'
import type { Played } from '../played.ts'
import { scenarioReferences } from '../references.ts'
import { openReporters } from '../reporters.ts'
import { runEnd } from '../run-end.ts'
import { saveRun } from '../save.ts'

const POLICIES = ['mandatory', 'unverified', 'opportunistic']

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
      doc: `What the client is configured to want: ${POLICIES.join(', ')}. Default: mandatory`,
    },
    seed: { value: 'N', doc: 'Seed of chance' },
    save: { value: 'DIR', doc: 'Keep transcript, messages, certificate and judgement there' },
    json: { doc: 'NDJSON on stdout: one event a line' },
    'ca-dir': { value: 'DIR', doc: 'Keep the authority and its key there, so that a client can trust it once' },
    'ca-file': { value: 'FILE', doc: 'Write the certificate of the authority there, before the server is ready' },
    reporter: { value: 'NAME[=FILE]', several: true, doc: 'How to report: default, json; several with a file each' },
    'show-secrets': { doc: 'Do not redact credentials' },
  },
  async run(given, terminal) {
    const loaded = await loadAll(given.positionals)
    const settings = readSettings(given)
    const authority = await authorityOf(settings)
    const reporters = await openReporters(settings.reporters, loaded.length, terminal)
    warnOfOpenHosts(settings.hosts, terminal)
    const started: Played[] = []
    try {
      for (const [at, scenario] of loaded.entries()) {
        started.push(await start(scenario, at, authority, settings, reporters))
      }
      if (settings.caFile !== undefined) await writeCertificate(settings.caFile, authority)
      for (const { report } of started) for (const reporter of reporters) reporter.ready(report)
      const served = started.flatMap(({ server }) => (server ? [server] : []))
      if (served.length > 0) {
        for (const reporter of reporters) void tellAuthority(reporter, started, authority)
        await runEnd(served, settings)
      }
    } finally {
      await Promise.all(started.map(({ server }) => server?.stop()))
    }
    for (const { report } of started) for (const reporter of reporters) reporter.done(report)
    if (settings.save !== undefined) await saveRun(settings.save, started, await authority.certificatePem())
    await Promise.all(reporters.map((reporter) => reporter.close()))
    return worstOf(started)
  },
}

export interface RunSettings {
  hosts: readonly string[] | null
  port: number
  names: readonly string[]
  once: boolean
  timeoutMs: number | undefined
  policy: string
  seed: number | undefined
  save: string | undefined
  caDir: string | undefined
  caFile: string | undefined
  reporters: readonly string[]
  showSecrets: boolean
}

function readSettings(given: Arguments): RunSettings {
  const policy = given.text('policy') ?? 'mandatory'
  if (!POLICIES.includes(policy)) throw new UsageError(`--policy ${policy}: expected one of ${POLICIES.join(', ')}.`)
  const hosts = given.all('host')
  const reporters = given.all('reporter')
  return {
    hosts: hosts.length > 0 ? hosts : null,
    port: given.integer('port', 2525, [0, 65535]),
    names: given.all('name'),
    once: given.on('once'),
    timeoutMs: given.duration('timeout'),
    policy,
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
  reporters: readonly Reporter[],
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
      skipped: null,
      get events() {
        return server.recorder.events
      },
    }
    server.recorder.listen((event) => {
      for (const reporter of reporters) reporter.event(served, event)
    })
    return { scenario, server, report: served }
  } catch (error) {
    if ((error as { code?: string }).code !== 'CANNOT_SERVE') throw error
    const skipped = error instanceof Error ? error.message : String(error)
    return { scenario, server: null, report: { ...report, hosts: [], port: 0, skipped, events: [] } }
  }
}

async function writeCertificate(file: string, authority: Authority): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(file, await authority.certificatePem())
}

async function tellAuthority(reporter: Reporter, started: readonly Played[], authority: Authority): Promise<void> {
  const certificate = await authority.certificatePem()
  for (const { server, report } of started) if (server) reporter.authority(report, certificate)
}

function warnOfOpenHosts(hosts: readonly string[] | null, { err }: Terminal): void {
  const open = (hosts ?? []).filter((host) => !/^(127\.|::1$|localhost$)/.test(host))
  if (open.length === 0) return
  err(
    `WARNING: ${open.join(', ')} can be reached from other machines. This is a simulator: it accepts mail, passwords\n`,
  )
  err('and broken TLS from anyone who connects. Use it on a network that you trust, and stop it afterwards.\n')
}

// Until clients are judged, a run that served says nothing about the client.
function worstOf(started: readonly Played[]): ExitName {
  return worstExit(started.some(({ server }) => server) ? ['inconclusive'] : ['environment'])
}
