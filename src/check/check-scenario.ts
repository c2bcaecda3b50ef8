// One client against one scenario: start, launch or call, wait, judge, stop.
import type { Authority } from '../ca/authority.ts'
import type { ClientRun, ScenarioResult } from '../report/result.ts'
import { startClock } from '../run/clock.ts'
import type { RunningServer } from '../run/server.ts'
import type { LoadedScenario } from '../scenario/load.ts'
import type { Plan } from '../scenario/plan.ts'
import type { Policy } from '../scenario/words.ts'
import { type Hops, startHops } from '../start-hops.ts'
import type { Capture, Clock } from '../transcript/contracts.ts'
import { recordData } from '../transcript/tlsa.ts'
import { judge, nothing } from '../verdict/judge.ts'
import type { ClientReport, Judgement } from '../verdict/judgement.ts'
import type { ClientCommand } from './client-command.ts'
import { launch } from './launch.ts'
import type { Materials } from './materials.ts'
import { asEnvironment, fillCommand, type PlaceholderValues, placeholdersIn } from './placeholders.ts'

/** A client inside this process: sends one mail and tells how that went; what it throws is its report of a failure. */
export type ClientFunction = (values: PlaceholderValues) => Promise<ClientReport>

export interface CheckContext {
  client: ClientCommand | ClientFunction
  authority: Authority
  materials: Materials
  policy: Policy
  plan(scenario: LoadedScenario): Plan
  /** How long the command may take, and how long to wait for a first session when it ended before one. */
  limitMs: number
  waitMs: number
  /** How often the command is run, for clients that queue and come back. */
  repeat: number
  /** The user wants the end: what runs is ended, and the result tells nothing. */
  signal?: AbortSignal
  showSecrets: boolean
  /** What a server of this name reports its wire to; absent: nobody looks. */
  capture?: (name: string) => Capture
}

/** The command could not be started: nothing can be checked with it. */
export class ClientNotStarted extends Error {
  override readonly name = 'ClientNotStarted'
}

/** Plays one scenario against the client. Throws ClientNotStarted; all else is in the result. */
export async function checkScenario(
  scenario: LoadedScenario,
  context: CheckContext,
  control: Judgement | null,
): Promise<ScenarioResult> {
  const clock = startClock()
  const base = { scenario: scenario.name, title: scenario.title ?? scenario.name, baseline: null }
  let hops: Hops
  try {
    const { authority, showSecrets, plan, capture } = context
    const { next } = scenario
    hops = await startHops(scenario, {
      ...{ plan, authority, showSecrets, clock },
      ...(capture && { capture: capture(scenario.name) }),
      ...(capture && next && { next: { capture: capture(`${scenario.name} to ${next.name}`) } }),
    })
  } catch (error) {
    if ((error as { code?: string }).code !== 'CANNOT_SERVE') throw error
    const skipped = error instanceof Error ? error.message : String(error)
    const judgement = nothing(context.policy, 'not-served-here', 'skipped')
    return { ...base, judgement, client: null, sessions: 0, durationMs: 0, events: [], skipped }
  }
  const { server, next } = hops
  try {
    const { run, runsStartedAtMs } = await runClient(server, clock, context)
    const client: ClientReport = { says: run.says, text: run.output }
    const judgement = judge({
      scenario,
      transcript: server.recorder.events,
      policy: context.policy,
      client,
      control,
      runsStartedAtMs,
    })
    const sessions = sessionsOf(server, run)
    const durationMs = Math.round(clock.now())
    return {
      ...base,
      judgement,
      client: run,
      sessions,
      durationMs,
      startedAt: server.startedAt.toISOString(),
      events: server.recorder.events,
      ...(next && { secondHop: { scenario: next.plan.name, events: next.recorder.events } }),
      skipped: null,
    }
  } finally {
    await server.stop()
  }
}

/** Runs the client, once or as often as asked; the first run speaks for the client. */
async function runClient(
  server: RunningServer,
  clock: Clock,
  context: CheckContext,
): Promise<{ run: ClientRun; runsStartedAtMs: number[] }> {
  const { client, repeat, signal } = context
  const values = { ...valuesFor(server, context.materials), ...(await tlsaFor(server, client)) }
  const runsStartedAtMs: number[] = []
  let first: ClientRun | null = null
  for (let round = 0; round < repeat && !(first && signal?.aborted); round++) {
    const before = server.sessions.map(({ session }) => session)
    runsStartedAtMs.push(clock.now())
    const { sweep, ...run } = await (typeof client === 'function'
      ? called(client, values, context)
      : launched(client, values, context))
    await sessionsOver(server, before, run, context)
    await handedOn(server, context)
    sweep()
    first ??= run
  }
  return { run: first as ClientRun, runsStartedAtMs }
}

/** One run of the client, and how to end what it left behind. */
interface EndedRun extends ClientRun {
  sweep(): void
}

async function launched(client: ClientCommand, values: PlaceholderValues, context: CheckContext): Promise<EndedRun> {
  const { limitMs, signal, materials } = context
  const { startError, ...run } = await launch(fillCommand(client.command, values), {
    environment: { ...asEnvironment(values), ...client.environment },
    stdin: client.stdin === 'nothing' ? null : materials[client.stdin],
    limitMs,
    delivered: client.delivered,
    ...(signal && { signal }),
  })
  if (startError !== null) throw new ClientNotStarted(`The client cannot be started: ${startError}.`)
  return run
}

async function called(client: ClientFunction, values: PlaceholderValues, context: CheckContext): Promise<EndedRun> {
  let timer: NodeJS.Timeout | undefined
  let giveUp = () => {}
  const tooLate = new Promise<ClientReport>((resolve) => {
    giveUp = () => resolve({ says: 'timed-out' })
    timer = setTimeout(giveUp, context.limitMs)
    context.signal?.addEventListener('abort', giveUp, { once: true })
  })
  const failed = (error: unknown): ClientReport => {
    return { says: 'failed', text: error instanceof Error ? error.message : String(error) }
  }
  const { says, text = '' } = await Promise.race([client(values).catch(failed), tooLate])
  clearTimeout(timer)
  context.signal?.removeEventListener('abort', giveUp)
  return { exit: null, signal: null, says, output: text, sweep: () => {} }
}

function valuesFor(server: RunningServer, { remove: _, dialogue: __, ...files }: Materials): PlaceholderValues {
  return {
    host: 'localhost',
    port: String(server.port),
    user: 'user',
    pass: 'secret',
    from: 'sender@example.com',
    to: 'recipient@example.org',
    ...files,
  }
}

/** Keys are made early only for who asks. */
async function tlsaFor(server: RunningServer, client: CheckContext['client']): Promise<{ tlsa?: string }> {
  if (typeof client === 'function' || !placeholdersIn(client.command).has('tlsa')) return {}
  return { tlsa: (await server.tlsa()).map(recordData).join('\n') }
}

// A client that goes on behind our back may come once more, as when it tries again without TLS.
const SETTLE_MS = 1000

/**
 * Waits until the sessions of this run are over. A command that ended before its first one has left the work to
 * somebody else: that one is waited for, then it has the settle time. Each wait has its limit.
 */
async function sessionsOver(
  server: RunningServer,
  before: readonly number[],
  run: ClientRun,
  { waitMs, limitMs, signal }: CheckContext,
): Promise<void> {
  const until = (holds: () => boolean, ms: number) => eventually(server, holds, ms, signal)
  const open = () => server.sessions.some(({ closedAtMs }) => closedAtMs === null)
  const count = () => sessionsOf(server, run, before)
  const came = () => open() || count() > 0
  const queued = !came() && run.says !== 'timed-out' && run.says !== 'cannot'
  if (queued) await until(came, waitMs)
  await until(() => !open(), limitMs)
  if (!queued || count() === 0) return
  for (let seen = -1; seen !== count(); ) {
    seen = count()
    await until(() => open() || count() !== seen, SETTLE_MS)
    await until(() => !open(), limitMs)
  }
}

/** What a relay sends on is a part of the try; the end does not wait for it. */
async function handedOn(server: RunningServer, { limitMs, signal }: CheckContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<void>((resolve) => {
    if (signal?.aborted) resolve()
    timer = setTimeout(resolve, limitMs)
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([server.handedOn(), ended])
  clearTimeout(timer)
}

/** Sessions of a client but for those `before`: no port checks, unless it has failed and there is nothing else. */
function sessionsOf(server: RunningServer, { says }: ClientRun, before: readonly number[] = []): number {
  const all = server.sessions.filter(({ session }) => !before.includes(session))
  const spoken = all.filter(({ probe }) => !probe).length
  return spoken > 0 || says === 'delivered' || says === 'cannot' ? spoken : all.length
}

/** Looks again after each event; resolves when it holds, the time is over or the user wants the end. */
function eventually(
  server: RunningServer,
  holds: () => boolean,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (holds() || signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      stop()
      resolve()
    }
    const timer = setTimeout(finish, limitMs)
    signal?.addEventListener('abort', finish, { once: true })
    const stop = server.recorder.listen((event) => {
      if ((event.event === 'session.opened' || event.event === 'session.closed') && holds()) finish()
    })
  })
}
