// Starts servers for the tests of the SMTP actor and the run room, and picks out what they recorded.
import { processAuthority } from '../../src/ca/authority.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../src/run/server.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import type { Plan } from '../../src/scenario/plan.ts'
import { planOf, type ScenarioServer, type StartOptions, startScenario } from '../../src/start-scenario.ts'
import type { EventFields, EventName, TranscriptEvent } from '../../src/transcript/events.ts'
import { vocabulary } from '../../src/vocabulary.ts'

/** The healthy server with other `server` keys. */
export function serve(server: object = {}, options: StartOptions = {}): Promise<ScenarioServer> {
  return startScenario({ server }, { settleMs: 0, ...options })
}

/** A server with a plan changed in the test (shorter limits), or with another clock. */
export async function serveChanged(
  scenario: object,
  change: (plan: Plan) => void,
  options: Partial<ServerOptions> = {},
): Promise<RunningServer & AsyncDisposable> {
  const plan = planOf(await loadScenario(scenario, { vocabulary, catalogue: CATALOGUE }))
  change(plan)
  const running = await startServer(plan, { authority: processAuthority(), settleMs: 0, ...options })
  return Object.defineProperties(running as RunningServer & AsyncDisposable, {
    [Symbol.asyncDispose]: { value: () => running.stop() },
  })
}

/** The fields of all events of one name, in order. */
export function events<E extends EventName>(
  server: { transcript: readonly TranscriptEvent[] } | RunningServer,
  name: E,
  session?: number,
): (EventFields[E] & { session: number })[] {
  const transcript = 'transcript' in server ? server.transcript : server.recorder.events
  return transcript.filter((e) => e.event === name && (session === undefined || e.session === session)) as never
}

/** The names of a session's events, in order. */
export function names(server: { transcript: readonly TranscriptEvent[] }, session = 1): EventName[] {
  return server.transcript.filter((e) => e.session === session).map(({ event }) => event)
}

/** The lines that clients sent, as they were recorded. */
export function commands(server: { transcript: readonly TranscriptEvent[] } | RunningServer): string[] {
  return events(server, 'smtp.command-received').map(({ line }) => line)
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64')
