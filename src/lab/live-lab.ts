// A lab at work: its hops, the runs so far, one change on top of what the customer has.
import type { Mail } from '../send/index.ts'
import { onwardMail, SAMPLE_MAIL } from '../send/mail.ts'
import type { ClientReport } from '../verdict/judgement.ts'
import { LabError } from './lab-error.ts'
import { LiveHop } from './live-hop.ts'
import type { Lab } from './load.ts'
import { type HopRun, type LabRun, runOf } from './run.ts'
import type { Change, Fix } from './schema.ts'
import { SkippingClock } from './skipping-clock.ts'

export interface LiveOptions {
  /** Address to listen on. Default: loopback. */
  host?: string
  /** Port of the first hop. Default 0: any free one. */
  port?: number
}

/** One trainee's own servers and senders. Calls wait for each other: two runs never mix. */
export class LiveLab implements AsyncDisposable {
  readonly lab: Lab
  readonly hops: readonly LiveHop[]
  readonly #clock: SkippingClock
  readonly #runs: LabRun[] = []
  #incident: LabRun | null = null
  #fix: string | null = null
  #stopped = false
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(lab: Lab, hops: readonly LiveHop[], clock: SkippingClock) {
    this.lab = lab
    this.hops = hops
    this.#clock = clock
  }

  /** Starts server and sender of each hop. Throws EnvironmentError for what this machine cannot do. */
  static async start(lab: Lab, { host, port }: LiveOptions = {}): Promise<LiveLab> {
    const clock = new SkippingClock()
    const hops: LiveHop[] = []
    try {
      for (const hop of lab.hops) {
        const first = hops.length === 0 && port !== undefined ? { port } : {}
        hops.push(await LiveHop.start(hop, { file: lab.file, clock, ...(host !== undefined && { host }), ...first }))
      }
    } catch (error) {
      await Promise.all(hops.map((hop) => hop.stop()))
      throw error
    }
    return new LiveLab(lab, hops, clock)
  }

  /** The first run: what happened to the customer. It is kept. */
  get incident(): LabRun | null {
    return this.#incident
  }

  /** A run that is still kept, by its number. */
  runNumbered(number: number): LabRun | null {
    return [...(this.#incident ? [this.#incident] : []), ...this.#runs].find((run) => run.number === number) ?? null
  }

  /** The newest run, or none; older ones are kept as far as `RUNS_KEPT`. */
  get lastRun(): LabRun | null {
    return this.#runs.at(-1) ?? null
  }

  /** The fix that is applied; null for none. */
  get applied(): string | null {
    return this.#fix
  }

  get solved(): boolean {
    return this.#runs.some(({ solved }) => solved)
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** Sends the mail over every hop, and judges each. */
  run(): Promise<LabRun> {
    return this.#next(() => this.#run())
  }

  /** Makes one change of the lab, on top of what the customer has. Throws LabError for one that it does not have. */
  apply(id: string): Promise<void> {
    const { change } = this.#fixNamed(id)
    return this.#next(async () => {
      await this.#change(change)
      this.#fix = id
    })
  }

  /** Back to what the customer has. */
  undo(): Promise<void> {
    return this.#next(async () => {
      await this.#change({})
      this.#fix = null
    })
  }

  /** Changes a setting of a sender, as its administrator does. Throws SendError. */
  set(name: string, value: unknown, hop = 1): Promise<void> {
    return this.#next(async () => this.#hop(hop).set(name, value))
  }

  /** Restarts a sender. */
  restart(hop = 1): Promise<void> {
    return this.#next(async () => this.#hop(hop).restart())
  }

  /** Lets time pass: queues retry, settings come to count. */
  wait(ms: number): Promise<void> {
    return this.#next(async () => this.#clock.skip(ms))
  }

  /** From here on it is the trainee's own client that is judged, on the first hop. */
  listen(): Promise<void> {
    return this.#next(async () => this.#hop(1).listen())
  }

  /** Judges the client that has come since `listen`. */
  judgeClient(says: ClientReport | null = null): Promise<LabRun> {
    return this.#next(async () => this.#keep([this.#hop(1).judgeClient(says)], 1))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.hops.map((hop) => hop.stop()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #run(): Promise<LabRun> {
    const { mail = {} } = this.lab
    let onward: Mail[] = [{ ...SAMPLE_MAIL, ...mail }]
    const runs: HopRun[] = []
    for (const hop of this.hops) {
      const [next] = onward
      if (!next) break
      runs.push(await hop.send(next))
      onward = hop.messages.map(onwardMail)
    }
    return this.#keep(runs, this.hops.length)
  }

  #keep(hops: readonly HopRun[], wanted: number): LabRun {
    const run = runOf((this.lastRun?.number ?? 0) + 1, hops, wanted)
    this.#incident ??= run
    this.#runs.push(run)
    if (this.#runs.length > RUNS_KEPT) this.#runs.shift()
    return run
  }

  async #change(change: Change): Promise<void> {
    const changed = change.hop ?? 1
    for (const [at, hop] of this.hops.entries()) await (at + 1 === changed ? hop.apply(change) : hop.reset())
  }

  #fixNamed(id: string): Fix {
    const found = this.lab.fixes.find((fix) => fix.id === id)
    if (found) return found
    throw new LabError({
      code: 'LAB_UNKNOWN_FIX',
      where: this.lab.name,
      found: `there is no fix "${id}"`,
      expected: `one of ${this.lab.fixes.map((fix) => fix.id).join(', ')}`,
    })
  }

  #hop(number: number): LiveHop {
    const hop = this.hops[number - 1]
    if (hop) return hop
    throw new LabError({
      code: 'LAB_UNKNOWN_HOP',
      where: this.lab.name,
      found: `there is no hop ${number}`,
      expected: this.hops.length === 1 ? 'hop 1, the only one' : 'hop 1 or 2',
    })
  }

  /** One after another; a failure does not hold up the next. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

/** A trainee who runs a lab all day long keeps the newest runs. */
const RUNS_KEPT = 20
