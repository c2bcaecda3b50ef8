// Starts servers for the tests of the SMTP actor and the run room, and picks out what they recorded.
import type * as tls from 'node:tls'
import { processAuthority } from '../../src/ca/authority.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { planOf } from '../../src/plan-of.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../src/run/server.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import type { Plan } from '../../src/scenario/plan.ts'
import { type ScenarioServer, type StartOptions, startScenario } from '../../src/start-scenario.ts'
import type { EventFields, EventName, TranscriptEvent } from '../../src/transcript/events.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { type ConnectOptions, connect, type RawClient } from '../raw-client.ts'

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

// The ladder: each step stands on the one before.

type Server = { port: number; ca: string }

/** A client that has heard the greeting. */
export async function greeted(server: { port: number }, options: ConnectOptions = {}): Promise<RawClient> {
  const client = await connect(server, options)
  await client.hears('220 *')
  return client
}

/** Greeted, and EHLO said. */
export async function introduced(server: { port: number }, options: ConnectOptions = {}): Promise<RawClient> {
  const client = await greeted(server, options)
  await client.asks('EHLO x.example', '250 *')
  return client
}

/** Introduced, and from a@example.com to b@example.org. */
export async function addressed(server: { port: number }): Promise<RawClient> {
  const client = await introduced(server)
  await client.asks('MAIL FROM:<a@example.com>', '250 *')
  await client.asks('RCPT TO:<b@example.org>', '250 *')
  return client
}

/** Introduced inside TLS, after STARTTLS. */
export async function secured(server: Server, options: tls.ConnectionOptions = {}): Promise<RawClient> {
  const client = await introduced(server)
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca, ...options })
  await client.asks('EHLO x.example', '250 *')
  return client
}
