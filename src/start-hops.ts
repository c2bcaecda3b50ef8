// Starts the server of a scenario and, where it relays, the second one that it sends on to.
import { dirname } from 'node:path'
import type { Relay } from './relay/relay.ts'
import { startClock } from './run/clock.ts'
import { LOOPBACK } from './run/listen.ts'
import { type Onward, type RunningServer, type ServerOptions, startServer } from './run/server.ts'
import type { LoadedScenario } from './scenario/load.ts'
import type { Plan } from './scenario/plan.ts'
import { RELAY_TLS_DEFAULT, type RelayTls } from './scenario/words.ts'

export interface HopsOptions extends Omit<ServerOptions, 'baseDir' | 'onward'> {
  plan(scenario: LoadedScenario): Plan
  /** What differs at the second server, which listens on loopback: only the relay dials it. Default port: any free one. */
  next?: Pick<ServerOptions, 'port' | 'capture'>
}

export interface Hops {
  /** Stopping or resetting it does the same to `next`. */
  server: RunningServer
  /** Null where the scenario does not relay. */
  next: RunningServer | null
}

/** Throws EnvironmentError for either server, and CaError for a certificate of the user's own. */
export async function startHops(scenario: LoadedScenario, options: HopsOptions): Promise<Hops> {
  const { plan, next: nextOptions, ...own } = options
  const start = ({ file }: LoadedScenario, planned: Plan, more: ServerOptions) =>
    startServer(planned, { ...more, ...(file !== null && { baseDir: dirname(file) }) })
  const first = plan(scenario)
  if (!scenario.next) return { server: await start(scenario, first, own), next: null }

  const { capture: _, names: __, hosts: ___, port: ____, ...shared } = own
  const next = await start(scenario.next, plan(scenario.next), { ...shared, hosts: LOOPBACK, ...nextOptions })
  try {
    const onward = onwardTo(next, first, scenario.relay?.tls ?? RELAY_TLS_DEFAULT, options)
    return { server: await start(scenario, first, { ...own, onward }), next }
  } catch (error) {
    await next.stop()
    throw error
  }
}

function onwardTo(
  next: RunningServer,
  first: Plan,
  tls: RelayTls,
  { authority, clock = startClock() }: HopsOptions,
): Onward {
  const hostnameOf = (served: Plan) => served.servers[0]?.smtp.hostname ?? ''
  const relay = async (): Promise<Relay> => ({
    tls,
    hostname: hostnameOf(first),
    next: {
      scenario: next.plan.name,
      hostname: hostnameOf(next.plan),
      // One of both families, so that every run is the same.
      address: '127.0.0.1',
      name: 'localhost',
      port: next.port,
      ca: await authority.certificatePem(),
    },
    clock,
  })
  return {
    async handOn(messages, append) {
      // Of use only now, and not a small part of a start.
      const { relayOn } = await import('./relay/relay.ts')
      await relayOn(messages, await relay(), append)
    },
    reset: () => void next.reset(),
    stop: () => next.stop(),
  }
}
