// One client command against one scenario: start, launch, wait, judge, stop.
import { dirname } from 'node:path'
import type { Authority } from '../ca/authority.ts'
import type { ScenarioResult } from '../report/result.ts'
import { startClock } from '../run/clock.ts'
import { type RunningServer, startServer } from '../run/server.ts'
import type { LoadedScenario } from '../scenario/load.ts'
import type { Plan } from '../scenario/plan.ts'
import type { Policy } from '../scenario/words.ts'
import type { Clock } from '../transcript/contracts.ts'
import { judge, nothing } from '../verdict/judge.ts'
import type { ClientReport, Judgement } from '../verdict/judgement.ts'
import type { ClientCommand } from './client-command.ts'
import { type Launched, launch } from './launch.ts'
import type { Materials } from './materials.ts'
import { asEnvironment, fillCommand, type PlaceholderValues } from './placeholders.ts'

export interface CheckContext {
  client: ClientCommand
  authority: Authority
  materials: Materials
  policy: Policy
  plan(scenario: LoadedScenario): Plan
  /** How long the command may take, and how long to wait for a first session when it ended before one. */
  limitMs: number
  waitMs: number
  /** How often the command is run, for clients that queue and come back. */
  repeat: number
  showSecrets: boolean
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
  const base = { scenario: scenario.name, title: scenario.title ?? scenario.name }
  let server: RunningServer
  try {
    const baseDir = scenario.file === null ? {} : { baseDir: dirname(scenario.file) }
    const { authority, showSecrets } = context
    server = await startServer(context.plan(scenario), { authority, showSecrets, clock, ...baseDir })
  } catch (error) {
    if ((error as { code?: string }).code !== 'CANNOT_SERVE') throw error
    const skipped = error instanceof Error ? error.message : String(error)
    const judgement = nothing(context.policy, 'not-served-here', 'skipped')
    return { ...base, judgement, client: null, sessions: 0, durationMs: 0, events: [], skipped }
  }
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
    const { exit, signal, says, output } = run
    const sessions = server.sessions.filter(({ probe }) => !probe).length
    const durationMs = Math.round(clock.now())
    return {
      ...base,
      judgement,
      client: { exit, signal, says, output },
      sessions,
      durationMs,
      events: server.recorder.events,
      skipped: null,
    }
  } finally {
    await server.stop()
  }
}

/** Runs the command, once or as often as asked; the first run speaks for the client. */
async function runClient(
  server: RunningServer,
  clock: Clock,
  context: CheckContext,
): Promise<{ run: Launched; runsStartedAtMs: number[] }> {
  const { client, materials, limitMs, waitMs, repeat } = context
  const values = valuesFor(server, materials)
  const command = fillCommand(client.command, values)
  const environment = { ...asEnvironment(values), ...client.environment }
  const runsStartedAtMs: number[] = []
  let first: Launched | null = null
  for (let round = 0; round < repeat; round++) {
    runsStartedAtMs.push(clock.now())
    const stdin = client.stdin === 'nothing' ? null : materials[client.stdin]
    const run = await launch(command, { environment, limitMs, stdin, delivered: client.delivered })
    if (run.startError !== null) throw new ClientNotStarted(`The client cannot be started: ${run.startError}.`)
    await sessionsOver(server, waitMs, limitMs)
    run.sweep()
    first ??= run
  }
  return { run: first as Launched, runsStartedAtMs }
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

/** Waits for a first session when the command ended before one, then until none is open; each wait has its limit. */
async function sessionsOver(server: RunningServer, waitMs: number, limitMs: number): Promise<void> {
  const came = () => server.sessions.some(({ probe, closedAtMs }) => closedAtMs === null || !probe)
  const open = () => server.sessions.some(({ closedAtMs }) => closedAtMs === null)
  await until(server, came, waitMs)
  await until(server, () => !open(), limitMs)
}

/** Looks again after each event; resolves when it holds or the time is over. */
function until(server: RunningServer, holds: () => boolean, limitMs: number): Promise<void> {
  if (holds()) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const timer = setTimeout(finish, limitMs)
    const stop = server.recorder.listen((event) => {
      if ((event.event === 'session.opened' || event.event === 'session.closed') && holds()) finish()
    })
  })
}
