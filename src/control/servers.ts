// The servers that were started over HTTP: found by id, ended when nobody uses them, readable for a while afterwards.
import { randomBytes } from 'node:crypto'
import type { LoadedScenario } from '../scenario/load.ts'
import { type StartedScenario, type StartOptions, startLoaded } from '../start-scenario.ts'
import { suiteOrder } from '../tls/cipher-sets.ts'
import type { Clock } from '../transcript/contracts.ts'
import type { ClientReport } from '../verdict/judgement.ts'
import { ApiError } from './api-error.ts'
import type { ServerInfo, StartRequest } from './contract.ts'
import type { Limits } from './limits.ts'
import type { LiveLog } from './live.ts'
import { SessionBook } from './session-info.ts'
import { told } from './told.ts'

export interface ServersOptions {
  limits: Limits
  live: LiveLog
  clock: Clock
  /** Where the played servers listen; null: loopback in both families. */
  host: string | null
  /** Ports to choose from, first and last; null: any free one. */
  ports: readonly [number, number] | null
}

/** One server with what is known of it. */
export class ControlledServer {
  readonly id: string
  readonly started: StartedScenario
  readonly book = new SessionBook()
  readonly startedAt: Date
  readonly lifetimeMs: number
  /** What the client has said of itself, kept until the next reset. */
  client: ClientReport | null = null
  /** When it was last used, by the clock. */
  usedAtMs = 0
  endedAt: Date | null = null
  /** Id of the server that sends its mail on to this one. */
  readonly hopOf: string | null
  /** The second server of a scenario that relays: it is reset and ended with this one. */
  hop: ControlledServer | null = null
  /** Stops waiting for its lifetime to be over. */
  unwatch: () => void = () => {}

  constructor(id: string, started: StartedScenario, startedAt: Date, lifetimeMs: number, hopOf: string | null = null) {
    this.id = id
    this.hopOf = hopOf
    this.started = started
    this.startedAt = startedAt
    this.lifetimeMs = lifetimeMs
  }

  get running(): boolean {
    return this.endedAt === null
  }
}

export class Servers {
  readonly #options: ServersOptions
  readonly #servers = new Map<string, ControlledServer>()
  /** Started, and not in the list yet. */
  #starting = 0

  constructor(options: ServersOptions) {
    this.#options = options
  }

  /** The newest first. */
  get all(): ControlledServer[] {
    return [...this.#servers.values()].reverse()
  }

  get running(): number {
    return this.all.filter(({ running }) => running).length
  }

  /** Throws ApiError for an id that is not there. */
  get(id: string): ControlledServer {
    const server = this.#servers.get(id)
    if (!server) throw new ApiError('server-not-found', `There is no server "${id}": list them at GET /servers.`)
    server.usedAtMs = this.#options.clock.now()
    return server
  }

  /** Throws ApiError, EnvironmentError and CaError. */
  async start(scenario: LoadedScenario, request: StartRequest): Promise<ControlledServer> {
    const { limits, clock, host } = this.#options
    const starting = scenario.next ? 2 : 1
    if (this.running + this.#starting + starting > limits.servers) {
      const words = `${limits.servers} servers run, which is the limit. Stop one first.`
      throw new ApiError('too-many-servers', words)
    }
    this.#starting += starting
    try {
      const { seed, settleMs, names } = request
      const given = { ...(seed !== undefined && { seed }), ...(settleMs !== undefined && { settleMs }) }
      const options = { ...given, ...(names && { names }), ...(host !== null && { host }) }
      const started = await this.#onFreePort(scenario, options, request.port ?? 0)
      const lifetimeMs = Math.min(request.lifetimeMs ?? limits.lifetimeMs, limits.longestLifetimeMs)
      const server = new ControlledServer(newId(), started, clock.date(), lifetimeMs)
      if (started.next) {
        server.hop = new ControlledServer(newId(), started.next, server.startedAt, lifetimeMs, server.id)
        this.#follow(server.hop)
      }
      this.#follow(server)
      this.#watch(server)
      return server
    } finally {
      this.#starting -= starting
    }
  }

  #follow(server: ControlledServer): void {
    const { live, clock } = this.#options
    const { recorder } = server.started.running
    server.usedAtMs = clock.now()
    this.#servers.set(server.id, server)
    recorder.listen((event) => {
      server.usedAtMs = clock.now()
      server.book.add(event)
      live.append(server.id, event.event, told(event))
    })
    for (const event of recorder.events) server.book.add(event)
    live.append(server.id, 'server.started', { event: 'server.started', info: this.infoOf(server) })
  }

  /** Ends a running server, and forgets one that has ended. */
  async end(server: ControlledServer): Promise<void> {
    if (!server.running) {
      this.#servers.delete(server.id)
      this.#options.live.append(server.id, 'server.forgotten', { event: 'server.forgotten' })
      return
    }
    server.endedAt = this.#options.clock.date()
    server.unwatch()
    await server.started.server.stop()
    if (server.hop?.running) await this.end(server.hop)
    this.#options.live.append(server.id, 'server.ended', { event: 'server.ended', info: this.infoOf(server) })
    const ended = [...this.#servers.values()].filter(({ running }) => !running)
    for (const { id } of ended.slice(0, Math.max(0, ended.length - this.#options.limits.ended)))
      this.#servers.delete(id)
  }

  reset(server: ControlledServer): void {
    server.started.server.reset()
    server.book.clear()
    server.client = null
    this.#options.live.append(server.id, 'server.reset', { event: 'server.reset' })
    if (server.hop?.running) this.reset(server.hop)
  }

  async endAll(): Promise<void> {
    await Promise.all(this.all.filter(({ running }) => running).map((server) => this.end(server)))
  }

  infoOf(server: ControlledServer): ServerInfo {
    const { id, started, startedAt, book, running, endedAt } = server
    const { scenario, server: played } = started
    const restMs = server.usedAtMs + server.lifetimeMs - this.#options.clock.now()
    const tls = started.running.plan.servers[0]?.tls
    const endsAt = endedAt ?? new Date(this.#options.clock.date().getTime() + restMs)
    return {
      id,
      scenario: scenario.name,
      title: scenario.title ?? scenario.name,
      host: played.host,
      port: played.port,
      mode: tls?.mode ?? 'off',
      suiteOrder: suiteOrder(tls ?? {}),
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      running,
      ...book.counts,
      messages: played.messages.length,
      hopOf: server.hopOf,
      ca: played.ca,
    }
  }

  /** A port that was asked for, the first free one of the range, or any. */
  async #onFreePort(scenario: LoadedScenario, options: StartOptions, port: number): Promise<StartedScenario> {
    const { ports } = this.#options
    if (port !== 0 || ports === null) return startLoaded(scenario, { ...options, port })
    const taken = new Set(this.all.filter(({ running }) => running).map(({ started }) => started.server.port))
    for (let candidate = ports[0]; candidate <= ports[1]; candidate++) {
      if (taken.has(candidate)) continue
      try {
        return await startLoaded(scenario, { ...options, port: candidate })
      } catch (error) {
        if ((error as { code?: string }).code !== 'PORT_IN_USE') throw error
      }
    }
    throw new ApiError('port-taken', `Every port from ${ports[0]} to ${ports[1]} is taken. Stop a server first.`)
  }

  /** Ends it once nobody has used it for its lifetime: no request for it, and nothing from a client. */
  #watch(server: ControlledServer): void {
    const { clock } = this.#options
    const restMs = server.usedAtMs + server.lifetimeMs - clock.now()
    server.unwatch = clock.after(Math.max(restMs, 0), () => {
      if (!server.running) return
      if (clock.now() - server.usedAtMs >= server.lifetimeMs) void this.end(server)
      else this.#watch(server)
    })
  }
}

function newId(): string {
  return randomBytes(6).toString('hex')
}
