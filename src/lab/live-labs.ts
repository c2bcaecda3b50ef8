// The labs at work, by trainee: each has servers and ports of its own, and what nobody uses is stopped.
import { LabError } from './lab-error.ts'
import { LiveLab, type LiveOptions } from './live-lab.ts'
import type { Lab } from './load.ts'

export interface LiveLabsOptions extends Pick<LiveOptions, 'host'> {
  /** Labs at work at once for one trainee; an older one is stopped for a newer. Default: 2. */
  perTrainee?: number
  /** Labs at work at once for all. Default: 250. */
  limit?: number
  /** A lab that nobody has asked for anything is stopped after so long. Default: 30 minutes. */
  idleMs?: number
}

interface Entry {
  trainee: string
  lab: string
  live: Promise<LiveLab>
  usedAtMs: number
}

export class LiveLabs {
  readonly #options: Required<Omit<LiveLabsOptions, 'host'>> & Pick<LiveLabsOptions, 'host'>
  /** The one that was used longest ago is first. */
  readonly #entries = new Map<string, Entry>()
  readonly #sweep: NodeJS.Timeout
  #stopped = false

  constructor({ perTrainee = 2, limit = 250, idleMs = 30 * 60_000, ...options }: LiveLabsOptions = {}) {
    this.#options = { perTrainee, limit, idleMs, ...options }
    this.#sweep = setInterval(() => void this.#stopIdle(), Math.min(idleMs, 60_000))
    this.#sweep.unref()
  }

  get size(): number {
    return this.#entries.size
  }

  /** The lab of a trainee, started if it is not at work. Throws LabError when there are too many. */
  async start(trainee: string, lab: Lab): Promise<LiveLab> {
    const key = keyOf(trainee, lab.name)
    const known = this.#entries.get(key)
    if (known) return this.#used(key, known).live
    await this.#makeRoom(trainee)
    if (this.#stopped || this.#entries.size >= this.#options.limit) {
      const found = `${this.#entries.size} labs are at work`
      throw new LabError({ code: 'LAB_TOO_MANY', where: lab.name, found, expected: 'a moment of patience' })
    }
    // Asked for twice at once it is started once.
    const again = this.#entries.get(key)
    if (again) return again.live
    const { host } = this.#options
    const live = LiveLab.start(lab, host === undefined ? {} : { host })
    this.#entries.set(key, { trainee, lab: lab.name, live, usedAtMs: performance.now() })
    live.catch(() => this.#entries.delete(key))
    return live
  }

  /** Null when it is not at work. */
  async find(trainee: string, lab: string): Promise<LiveLab | null> {
    const key = keyOf(trainee, lab)
    const known = this.#entries.get(key)
    return known ? this.#used(key, known).live : null
  }

  /** Stops one lab of a trainee, or all of them; of nobody: every lab. */
  async stop(trainee?: string, lab?: string): Promise<void> {
    const due = [...this.#entries].filter(
      ([, entry]) => (trainee === undefined || entry.trainee === trainee) && (lab === undefined || entry.lab === lab),
    )
    await Promise.all(due.map(([key]) => this.#end(key)))
  }

  /** Stops every lab, and starts none any more. */
  async close(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#sweep)
    await this.stop()
  }

  #used(key: string, entry: Entry): Entry {
    entry.usedAtMs = performance.now()
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry
  }

  async #makeRoom(trainee: string): Promise<void> {
    const own = [...this.#entries].filter(([, entry]) => entry.trainee === trainee)
    const surplus = own.length - this.#options.perTrainee + 1
    if (surplus > 0) await Promise.all(own.slice(0, surplus).map(([key]) => this.#end(key)))
  }

  async #stopIdle(): Promise<void> {
    const dueMs = performance.now() - this.#options.idleMs
    const idle = [...this.#entries].filter(([, { usedAtMs }]) => usedAtMs < dueMs)
    await Promise.all(idle.map(([key]) => this.#end(key)))
  }

  async #end(key: string): Promise<void> {
    const entry = this.#entries.get(key)
    this.#entries.delete(key)
    const live = await entry?.live.catch(() => null)
    await live?.stop()
  }
}

function keyOf(trainee: string, lab: string): string {
  return `${trainee}/${lab}`
}
