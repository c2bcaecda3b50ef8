// `simulate <scenario...>`: plays servers until the client is done, the time is up or the user ends it.
import { access, constants, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authority } from '../../ca/authority.ts'
import type { OpenCapture } from '../../capture/capture-file.ts'
import { CATALOGUE } from '../../catalogue.ts'
import { planOf } from '../../plan-of.ts'
import type { Reporter, ServerReport } from '../../report/reporter.ts'
import type { ScenarioResult } from '../../report/result.ts'
import { LOOPBACK } from '../../run/listen.ts'
import type { RunningServer } from '../../run/server.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { POLICIES, type Policy } from '../../scenario/words.ts'
import { startHops } from '../../start-hops.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Arguments } from '../arguments.ts'
import { authorityIn, writeCertificate } from '../authority.ts'
import { CAPTURE_OPTIONS, captureFor, closeCapture } from '../capture.ts'
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
    ...CAPTURE_OPTIONS,
  },
  async run(given, terminal) {
    const settings = readSettings(given)
    const loaded = await loadAll(given.positionals)
    const servers = loaded.length + loaded.filter(({ next }) => next).length
    checkPorts(settings.port, servers)
    const authority = await authorityIn(settings.caDir)
    if (settings.save !== undefined) await openFolder(settings.save)
    const reporters = await openReporters(settings.reporters, { servers, policy: settings.policy }, terminal)
    warnOfOpenHosts(settings.hosts ?? [], terminal)
    const capture = await captureFor(given, terminal)
    /** Those that clients dial, in the order of the command line; what their relays send on to stands behind them. */
    const dialled: Played[] = []
    const hops: Played[] = []
    let told = Promise.resolve()
    try {
      for (const [at, scenario] of loaded.entries()) {
        const number = { own: at + 1, next: loaded.length + hops.length + 1 }
        const { played, hop } = await start(scenario, number, authority, settings, capture)
        dialled.push(played)
        if (hop) hops.push(hop)
      }
      if (settings.caFile !== undefined) await writeCertificate(settings.caFile, authority)
      const served = dialled.flatMap(({ server }) => (server ? [server] : []))
      const started = [...dialled, ...hops]
      const over = served.length > 0 ? runEnd(served, settings) : undefined
      for (const { report } of started) for (const reporter of reporters) reporter.ready(report)
      for (const played of started) follow(played, reporters)
      if (over) told = tellAuthority(reporters, started, authority)
      await over
    } catch (error) {
      capture?.abandon()
      throw error
    } finally {
      await Promise.all(dialled.map(({ server }) => server?.stop()))
    }
    await told
    const { resultOf } = await import('../result-of.ts')
    const behind = (number: number) => hops.find(({ report }) => report.hopOf === number) ?? null
    const results = dialled.map((played) => resultOf(played, behind(played.report.number), settings.policy))
    const started = [...dialled, ...hops]
    for (const [at, { report }] of dialled.entries()) {
      const result = results[at]
      if (result) for (const reporter of reporters) reporter.done(report, result)
    }
    const failed = started.some(({ report }) => report.events.some(({ event }) => event === 'session.failed'))
    const folder = settings.save ?? (failed ? await temporaryFolder() : undefined)
    // Reports come first: what cannot be kept shall at least be read.
    await allOf(
      () => closeReporters(reporters),
      async () => {
        if (folder !== undefined) await save(folder, started, results, authority)
      },
      async () => closeCapture(capture, terminal),
    )
    if (failed) terminal.err(`A bug of smtp-simulator: "session.failed" in the transcript, kept in ${folder}\n`)
    return failed ? 'bug' : exitOf(results)
  },
}

/** Does each in turn, whatever becomes of the one before. Rejects with the first that failed. */
async function allOf(...steps: (() => Promise<void>)[]): Promise<void> {
  const failed: unknown[] = []
  for (const step of steps) await step().catch((error: unknown) => void failed.push(error))
  if (failed.length > 0) throw failed[0]
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

/** A server and, where it relays, the one behind it. */
async function start(
  scenario: LoadedScenario,
  number: { own: number; next: number },
  authority: Authority,
  settings: RunSettings,
  capture: OpenCapture | null,
): Promise<{ played: Played; hop: Played | null }> {
  const { next } = scenario
  const port = (each: number) => (settings.port === 0 ? 0 : settings.port + each - 1)
  const captured = (each: number, { name }: LoadedScenario) => capture && { capture: capture.server(`${each}-${name}`) }
  try {
    const { server, next: second } = await startHops(scenario, {
      plan: (each) => planOf(each, settings.seed),
      authority,
      hosts: settings.hosts ?? LOOPBACK,
      port: port(number.own),
      names: settings.names,
      showSecrets: settings.showSecrets,
      ...captured(number.own, scenario),
      ...(next && { next: { port: port(number.next), ...captured(number.next, next) } }),
    })
    const { policy } = settings
    const hop = next && second ? playedOf(next, second, { number: number.next, hopOf: number.own, policy }) : null
    return { played: playedOf(scenario, server, { number: number.own, hopOf: null, policy }), hop }
  } catch (error) {
    if ((error as { code?: string }).code !== 'CANNOT_SERVE') throw error
    const skipped = error instanceof Error ? error.message : String(error)
    const report = { number: number.own, hopOf: null, scenario, policy: settings.policy, startedAt: new Date() }
    return { played: { scenario, server: null, report: { ...report, ...NOT_SERVED, skipped } }, hop: null }
  }
}

function playedOf(
  scenario: LoadedScenario,
  server: RunningServer,
  known: Pick<ServerReport, 'number' | 'hopOf' | 'policy'>,
): Played {
  const report: ServerReport = {
    ...known,
    scenario,
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
  return { scenario, server, report }
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

/** A folder that cannot be made is told before the run, not after it. */
async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new UsageError(`--save ${folder}: the folder cannot be written: ${(error as Error).message}.`)
  }
  const { holdsRun } = await import('../../saved/runs.ts')
  if (await holdsRun(folder)) {
    throw new UsageError(`--save ${folder}: a run is kept there. Choose another folder, or remove it first.`)
  }
}

async function save(
  folder: string,
  started: readonly Played[],
  results: readonly ScenarioResult[],
  authority: Authority,
): Promise<void> {
  const { writeSavedRun } = await import('../../saved/write.ts')
  // The second server of a relay has no result.
  const servers = await Promise.all(
    started.map(async ({ report, server }, at) => {
      return { report, result: results[at] ?? null, tlsa: (await server?.tlsa()) ?? [] }
    }),
  )
  await writeSavedRun(folder, servers, await authority.certificatePem())
}

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'smtp-simulator-'))
}

/** Keys and certificates are made behind the first greeting, but the authority is told before the first handshake can end. */
async function tellAuthority(
  reporters: readonly Reporter[],
  started: readonly Played[],
  authority: Authority,
): Promise<void> {
  if (!reporters.some((reporter) => reporter.authority || reporter.tlsa)) return
  await Promise.race(started.flatMap(({ server }) => (server ? [server.quiet] : [])))
  const certificate = await authority.certificatePem()
  for (const { server, report } of started) {
    if (server) for (const reporter of reporters) reporter.authority?.(report, certificate)
  }
  for (const { server, report } of started) {
    const records = (await server?.tlsa()) ?? []
    if (records.length > 0) for (const reporter of reporters) reporter.tlsa?.(report, records)
  }
}
