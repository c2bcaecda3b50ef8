// One hop of a lab at work: a server on a port of its own, and the product that sends to it over a real socket.
import type { LoadedScenario } from '../scenario/load.ts'
import { type Identity, type Mail, type Service, startSender, type Target } from '../send/index.ts'
import { senderNamed } from '../send/senders/index.ts'
import type { Given, Setting } from '../send/settings.ts'
import { type ScenarioServer, startScenario } from '../start-scenario.ts'
import { explain } from '../verdict/explain.ts'
import { judge } from '../verdict/judge.ts'
import type { ClientReport } from '../verdict/judgement.ts'
import { changedScenario, changesServer, type Hop, loadFor, scenarioOf } from './load.ts'
import { type HopRun, receivedLines, saidBy, travelOf } from './run.ts'
import type { Change, HopDefinition } from './schema.ts'
import type { SkippingClock } from './skipping-clock.ts'

export interface HopOptions {
  /** The file of the lab, which its scenario may be relative to. */
  file: string
  clock: SkippingClock
  /** Address to listen on. Default: loopback. */
  host?: string
  port?: number
}

export class LiveHop {
  readonly hop: Hop
  readonly #options: HopOptions
  #server: ScenarioServer
  #scenario: LoadedScenario
  #service: Service
  #given: Given
  #sender: string
  readonly #target: Target = { host: 'localhost', port: 0 }
  #identity: Identity | undefined
  #trusts = true
  /** The server is not that of the scenario any more. */
  #changed = false
  #waitMs = 0

  private constructor(hop: Hop, server: ScenarioServer, options: HopOptions) {
    this.hop = hop
    this.#options = options
    this.#server = server
    this.#scenario = hop.loaded
    this.#sender = hop.sender
    this.#given = hop.settings ?? {}
    this.#trusts = hop.trusts ?? true
    this.#service = this.#start()
  }

  /** Ready when it resolves. Throws EnvironmentError for what this machine cannot do. */
  static async start(hop: Hop, options: HopOptions): Promise<LiveHop> {
    const server = await startScenario(scenarioOf(hop, options.file), startOptions(options, options.port))
    const live = new LiveHop(hop, server, options)
    await live.#equip(hop)
    return live
  }

  get host(): string {
    return this.#server.host
  }

  get port(): number {
    return this.#server.port
  }

  /** Whether a client begins with TLS. */
  get implicit(): boolean {
    return this.#server.clientOptions.secure
  }

  /** PEM of the authority that the server's certificate comes from. */
  get ca(): string {
    return this.#server.ca
  }

  /** The product that sends now. */
  get sender(): string {
    return this.#sender
  }

  /** The mails that the server has taken since the last run began. */
  get messages(): ScenarioServer['messages'] {
    return this.#server.messages
  }

  /** Every setting with what was set last, which may not count yet; passwords are left out. */
  settings(): { name: string; value: string; doc: string; takes: string; words: readonly string[] | null }[] {
    const settings = senderNamed(this.#sender).settings as Record<string, Setting<unknown>>
    return Object.entries(settings).map(([name, setting]) => {
      const key = Object.keys(this.#given).find((each) => each.toLowerCase() === name.toLowerCase())
      const value = key === undefined ? setting.standard : setting.read(this.#given[key])
      const secret = /^pass/i.test(name)
      return {
        name,
        value: secret ? '[redacted]' : setting.show(value),
        doc: setting.doc,
        takes: setting.says,
        words: setting.words ?? null,
      }
    })
  }

  /** The settings that count now, as the product prints them. */
  printed(): string[] {
    return this.#service.settings()
  }

  /** Changes one setting, as an administrator does; it counts when the product lets it. Throws SendError. */
  set(name: string, value: unknown): void {
    this.#service.set(name, value)
    const known = Object.keys(senderNamed(this.#sender).settings).find(
      (each) => each.toLowerCase() === name.toLowerCase(),
    )
    this.#given = { ...this.#given, [known ?? name]: value }
  }

  /** Restarts the product: every setting counts. Its queue stays. */
  restart(): void {
    this.#service.restart()
  }

  /** The customer's settings and the scenario's server, and this one change on top of them. */
  async apply(change: Change): Promise<void> {
    await this.#serve(changesServer(change) ? change : null)
    this.#become(change.sender ?? this.hop.sender)
    if (change.sender === undefined) this.restart()
    await this.#equip({ ...this.hop, ...change })
    for (const [name, value] of Object.entries(change.settings ?? {})) this.set(name, value)
    if (change.restart) this.restart()
    const { effect } = senderNamed(this.#sender)
    // Whoever makes the change waits until it counts.
    if (effect && 'afterMs' in effect) this.#options.clock.skip(effect.afterMs)
    this.#waitMs = change.wait ?? 0
  }

  /** Back to what the customer has. */
  reset(): Promise<void> {
    return this.apply({})
  }

  /** Tries again what waits in the queue; takes a new mail where none does. */
  async send(mail: Mail): Promise<HopRun> {
    this.#server.reset()
    const service = this.#service
    const before = { log: service.log.length, events: service.events.length }
    const waiting = service.entries.filter(({ status }) => status === 'retry')
    let cannot = false
    let entries = waiting
    if (waiting.length > 0) await service.retry()
    else {
      const sent = await service.submit(mail)
      entries = sent.map(({ entry }) => entry)
      cannot = sent.some(({ result }) => result.status === 'cannot')
    }
    if (this.#waitMs > 0) {
      this.#options.clock.skip(this.#waitMs)
      await service.idle()
    }
    const said = saidBy(entries)
    const client: ClientReport = cannot ? { ...said, says: 'cannot' } : said
    const [report] = entries.flatMap((entry) => entry.report ?? [])
    return {
      ...(await this.#judged(client)),
      sender: this.#sender,
      log: service.log.slice(before.log),
      settings: service.settings(),
      queue: service.queue(),
      report: report === undefined ? [] : report.split('\r\n'),
      events: service.events.slice(before.events),
    }
  }

  /** Forgets what has come, so that a client of the trainee's own is judged by what it does from here on. */
  listen(): void {
    this.#server.reset()
  }

  /** Judges whoever has come since `listen`; `says` is what the client told the trainee, if anything. */
  judgeClient(says: ClientReport | null = null): HopRun {
    return {
      ...this.#judgement(says, {}),
      sender: null,
      log: [],
      settings: [],
      queue: [],
      report: [],
      events: [],
    }
  }

  async stop(): Promise<void> {
    await this.#service.stop()
    await this.#server.stop()
  }

  async #judged(client: ClientReport) {
    // Waits until the last session has closed: its end may come after the sender's.
    await this.#server.judge({ policy: this.hop.policy ?? 'mandatory', timeoutMs: QUIET_MS })
    return this.#judgement(client, { oneTry: true })
  }

  #judgement(client: ClientReport | null, grouping: { oneTry?: boolean }) {
    const transcript = [...this.#server.transcript]
    const scenario = this.#scenario
    const policy = this.hop.policy ?? 'mandatory'
    const judgement = judge({ scenario, transcript, policy, client, ...grouping })
    const messages = this.#server.messages
    return {
      scenario: this.hop.loaded.name,
      transcript,
      judgement,
      explained: explain(judgement, transcript),
      header: messages.flatMap(({ raw }) => receivedLines(raw)),
      travels: travelOf(messages),
    }
  }

  /** The server of the scenario, or what a change makes of it, on the same port. */
  async #serve(change: Change | null): Promise<void> {
    if (change === null && !this.#changed) return
    const { file } = this.#options
    const served = change === null ? scenarioOf(this.hop, file) : changedScenario(this.hop, change, file)
    const { port } = this.#server
    await this.#server.stop()
    this.#server = await startScenario(served, startOptions(this.#options, port)).catch((error: Error) => {
      // Somebody was quicker; what sends asks for the port each time.
      if (error.name !== 'EnvironmentError') throw error
      return startScenario(served, startOptions(this.#options, 0))
    })
    this.#scenario = change === null ? this.hop.loaded : await loadFor(served)
    this.#changed = change !== null
  }

  /** Another product begins with an empty queue; the same one has its settings put back. */
  #become(sender: string): void {
    const own = sender === this.hop.sender ? (this.hop.settings ?? {}) : {}
    if (sender !== this.#sender) {
      void this.#service.stop()
      this.#sender = sender
      this.#given = own
      this.#service = this.#start()
      return
    }
    const standard = senderNamed(sender).settings as Record<string, Setting<unknown>>
    for (const [name, given] of Object.entries(this.#given)) {
      const wanted = Object.hasOwn(own, name) ? own[name] : standard[name]?.standard
      if (given !== wanted) this.set(name, wanted)
    }
  }

  #start(): Service {
    this.#aim()
    return startSender(this.#sender, this.#given, this.#target, { clock: this.#options.clock })
  }

  /** Where the sender delivers to, whom it trusts, what it can show: it looks at each try. */
  #aim(): void {
    const target = this.#target
    target.host = WILDCARDS.includes(this.#server.host) ? 'localhost' : this.#server.host
    target.port = this.#server.port
    if (this.#trusts) target.ca = this.#server.ca
    else delete target.ca
    if (this.#identity) target.identity = this.#identity
    else delete target.identity
  }

  /** What is in the store of the sender, and whom it trusts. */
  async #equip({ certificate = 'none', trusts = true }: Pick<HopDefinition, 'certificate' | 'trusts'>): Promise<void> {
    this.#trusts = trusts
    this.#identity = undefined
    if (certificate !== 'none') {
      const wanted = certificate === 'trusted' ? {} : { fault: certificate.fault as never }
      const { cert, key } = await this.#server.clientCertificate(wanted)
      this.#identity = { cert, key }
    }
    this.#aim()
  }
}

/** Addresses to listen on that nobody dials. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

/** How long to wait for a session that has not come when the sender has ended, and for one more behind the last. */
const QUIET_MS = 20

function startOptions({ host }: HopOptions, port = 0) {
  return { port, settleMs: QUIET_MS, ...(host !== undefined && { host }) }
}
