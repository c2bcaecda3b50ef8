// A product at work: its settings, when they count, its queue, its log.
import type { Clock } from '../transcript/contracts.ts'
import { machineClock } from './clock.ts'
import { Connection, type ConnectionLimits, LIMITS } from './connection.ts'
import { Journal, type SendEvent } from './events.ts'
import type { Entry, Mail, Result } from './mail.ts'
import { Queue } from './queue.ts'
import { SendError } from './send-error.ts'
import type { Sender, Target } from './sender.ts'
import { type Given, readSettings, type Settings, settingName } from './settings.ts'

export interface ServiceOptions {
  /** Time and timers. Default: those of this machine. */
  clock?: Clock
  limits?: ConnectionLimits
  /** What it calls itself in EHLO. */
  hostname?: string
  /** Told with each line of the product's log, as it comes. */
  onLine?: (line: string) => void
}

/** What became of one mail at its first try, a part per destination. */
export interface Sent {
  entry: Readonly<Entry>
  result: Result
}

const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/

/** One sender with its queue. Methods never reject for what a server does. */
export class Service implements AsyncDisposable {
  readonly name: string
  readonly #sender: Sender
  readonly #target: Target
  readonly #clock: Clock
  readonly #journal: Journal
  readonly #queue: Queue
  readonly #lines: string[] = []
  #given: Given
  /** What counts now; `#given` may be ahead of it. */
  #values: Record<string, unknown>
  readonly #cancels = new Set<() => void>()

  /** Throws SendError for settings that do not exist. */
  constructor(sender: Sender, given: Given, target: Target, options: ServiceOptions = {}) {
    const { clock = machineClock(), limits = LIMITS, hostname = 'client.example.com', onLine = () => {} } = options
    this.name = sender.name
    this.#sender = sender
    this.#target = target
    this.#clock = clock
    this.#given = given
    this.#values = valuesOf(sender, given)
    const say = (line: string) => {
      this.#lines.push(line)
      onLine(line)
    }
    this.#journal = new Journal(clock, (event) => {
      const line = sender.line(event, clock.date())
      if (line !== null) say(line)
    })
    const attempt = (mail: Mail) =>
      sender.attempt(mail, {
        values: this.#values as never,
        target,
        hostname,
        connect: () => new Connection(this.#journal.forConnection(), clock, limits),
        log: say,
        now: () => clock.date(),
      })
    this.#queue = new Queue({ clock, tell: this.#journal.tell, schedule: sender.retry.schedule, attempt })
  }

  get events(): readonly SendEvent[] {
    return this.#journal.events
  }

  /** The product's own log. */
  get log(): readonly string[] {
    return this.#lines
  }

  get entries(): readonly Readonly<Entry>[] {
    return this.#queue.entries
  }

  /** The settings that count now, as the product prints them. */
  settings(): string[] {
    return this.#sender.show(this.#values as never)
  }

  /** The queue as the product shows it. */
  queue(): string[] {
    return this.#sender.queue(this.#queue.entries)
  }

  /** Takes a mail and tries it at once. Throws SendError for an address that is none. */
  async submit(mail: Mail): Promise<Sent[]> {
    for (const address of [mail.from, ...mail.to]) {
      if (ADDRESS.test(address)) continue
      throw new SendError({
        code: 'SEND_WRONG_TARGET',
        where: this.name,
        found: `${JSON.stringify(address)} is no mail address`,
        expected: 'one such as desk@example.org',
      })
    }
    return this.#queue.add(mail)
  }

  /** Changes a setting, as its administrator does; it counts when the product lets it. Throws SendError. */
  set(name: string, value: unknown): void {
    const known = settingName(this.name, this.#sender.settings, name)
    const given = { ...this.#given, [known]: value }
    const values = valuesOf(this.#sender, given)
    this.#given = given
    const effect = this.#sender.effect
    const apply = () => {
      this.#values = values
    }
    if (effect && 'afterMs' in effect) {
      const cancel = this.#clock.after(effect.afterMs, () => {
        this.#cancels.delete(cancel)
        apply()
      })
      this.#cancels.add(cancel)
    } else if (!effect?.restart.includes(known)) apply()
    else {
      // What needs no restart counts at once; the rest stays as it is.
      const kept = Object.fromEntries(effect.restart.map((each) => [each, this.#values[each]]))
      this.#values = { ...values, ...kept }
    }
    this.#journal.tell('settings.changed', { setting: known, effective: this.#values[known] === values[known] })
  }

  /** Restarts the service: every setting counts. The queue stays. */
  restart(): void {
    const values = valuesOf(this.#sender, this.#given)
    const changed = Object.keys(values).filter((name) => values[name] !== this.#values[name])
    this.#values = values
    this.#journal.tell('service.restarted', { changed })
  }

  /** Tries now what waits, for one destination or for all. */
  retry(destination?: string): Promise<void> {
    return this.#queue.retry(destination)
  }

  /** Every try that is under way has ended. */
  idle(): Promise<void> {
    return this.#queue.idle()
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel()
    await this.#queue.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  get target(): Readonly<Target> {
    return this.#target
  }
}

/** What was given, over what a preset stands for, over the defaults. */
export function valuesOf({ name, settings, presets }: Sender, given: Given): Record<string, unknown> {
  const read = readSettings<Settings>(name, settings, given)
  if (!presets) return read
  const chosen = presets.values[String(read[presets.setting])] ?? {}
  return readSettings<Settings>(name, settings, { ...chosen, ...given })
}
