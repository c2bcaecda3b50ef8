// The queue of a sender: what waits for which destination, why, and until when.
import type { Clock } from '../transcript/contracts.ts'
import type { Tell } from './events.ts'
import type { Entry, Mail, Result, Schedule } from './mail.ts'

export interface QueueRules {
  clock: Clock
  tell: Tell
  schedule: Schedule
  attempt(mail: Mail): Promise<Result>
}

export class Queue {
  readonly entries: Entry[] = []
  readonly #rules: QueueRules
  readonly #waiting = new Map<Entry, () => void>()
  readonly #working = new Set<Promise<Result>>()
  #stopped = false

  constructor(rules: QueueRules) {
    this.#rules = rules
  }

  /** Takes a mail, one entry per destination, and tries each at once. */
  async add(mail: Mail): Promise<{ entry: Entry; result: Result }[]> {
    const results = []
    for (const [destination, to] of byDomain(mail.to)) {
      const entry = this.#entry(destination, { ...mail, to })
      results.push({ entry, result: await this.#try(entry) })
    }
    return results
  }

  /** Tries now what waits for a destination; everything without one. */
  async retry(destination?: string): Promise<void> {
    const due = [...this.#waiting.keys()].filter(
      (entry) => destination === undefined || entry.destination === destination,
    )
    for (const entry of due) await this.#try(entry)
  }

  /** Every try that is under way has ended. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working)
  }

  /** No further try. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const cancel of this.#waiting.values()) cancel()
    this.#waiting.clear()
    await this.idle()
  }

  #entry(destination: string, mail: Mail): Entry {
    const entry: Entry = {
      id: this.entries.length + 1,
      destination,
      mail,
      status: 'active',
      tries: 0,
      queuedAtMs: this.#rules.clock.now(),
      lastError: null,
      nextTryAt: null,
      secured: null,
      report: null,
    }
    this.entries.push(entry)
    this.#rules.tell('mail.queued', { id: entry.id, destination, recipients: [...mail.to] })
    return entry
  }

  #try(entry: Entry): Promise<Result> {
    const work = this.#tryOnce(entry).finally(() => this.#working.delete(work))
    this.#working.add(work)
    return work
  }

  async #tryOnce(entry: Entry): Promise<Result> {
    this.#waiting.get(entry)?.()
    this.#waiting.delete(entry)
    Object.assign(entry, { status: 'active', nextTryAt: null, tries: entry.tries + 1 })
    const result = await this.#rules.attempt(entry.mail)
    this.#settle(entry, result)
    return result
  }

  #settle(entry: Entry, result: Result): void {
    const { tell, clock } = this.#rules
    const { id, destination } = entry
    if (result.status === 'delivered') {
      Object.assign(entry, { status: 'delivered', lastError: result.refused ?? null, secured: result.secured })
      tell('mail.delivered', { id, destination, secured: result.secured })
      return
    }
    entry.lastError = result.error
    const waitMs = result.status === 'retry' ? this.#rules.schedule(entry.tries, clock.now() - entry.queuedAtMs) : null
    if (waitMs === null) {
      const report = result.status === 'returned' ? (result.report ?? null) : null
      Object.assign(entry, { status: 'returned', report })
      tell('mail.returned', { id, destination, error: result.error, report })
      return
    }
    Object.assign(entry, { status: 'retry', nextTryAt: new Date(clock.date().getTime() + waitMs) })
    tell('mail.delayed', { id, destination, error: result.error, nextTryAtMs: Math.round(clock.now() + waitMs) })
    if (this.#stopped) return
    const cancel = clock.after(waitMs, () => void this.#try(entry))
    this.#waiting.set(entry, cancel)
  }
}

/** Recipients by domain, in the order of the first of each. */
function byDomain(recipients: readonly string[]): Map<string, string[]> {
  const domains = new Map<string, string[]>()
  for (const recipient of recipients) {
    const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase()
    domains.set(domain, [...(domains.get(domain) ?? []), recipient])
  }
  return domains
}
