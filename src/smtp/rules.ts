// Which rule answers at this point of the dialogue: first match in file order; an exhausted rule falls through.
import { createHash } from 'node:crypto'
import type { CertificateProblem } from '../scenario/rule.ts'
import type { PlannedRule, PlannedTimes, PlannedWhen, Point } from '../scenario/server-plan.ts'

/** What is known about a session when a rule is looked for. */
export interface Facts {
  session: number
  /** Source address, IPv4 unmapped. */
  from: string
  /** Null in clear. `versionRank` orders TLS versions; `bits` is the strength of the cipher. */
  tls: { versionRank: number; bits: number } | null
  clientCertificate: 'none' | 'trusted' | 'untrusted'
  /** What is wrong with it; null unless it is untrusted. */
  certificateProblem: CertificateProblem | null
  authenticated: boolean
  sender: string | null
  recipients: readonly string[]
  mechanism: string | null
  credentials: 'right' | 'wrong' | null
  /** Bytes of the client are waiting behind what it said last. */
  sentAhead: boolean
  /** Connections from this source address that were open when this one was opened, this one among them. */
  connections: number
}

export interface RuleBookOptions {
  seed: number
  now: () => number
  /** Orders TLS version names; given by the TLS room. */
  versionRank: (version: string) => number
}

interface Counter {
  count: number
  startedMs: number
  /** What was decided for a session that is still open, so that a repeat gets the same answer. */
  decided: Map<number, boolean>
}

/** Counters kept at most, so that a long run with ever new sources or envelopes stays bounded; the oldest go first. */
const COUNTER_LIMIT = 100_000

/**
 * The counters of one running server, shared by all its sessions and policies.
 * `decide` answers which rule speaks; `sessionEnded` frees what was kept for that session.
 */
export class RuleBook {
  readonly #options: RuleBookOptions
  readonly #counters = new Map<string, Counter>()
  readonly #bySession = new Map<number, Set<Counter>>()
  /** Counters of `per: session`, which nobody asks for once the session is over. */
  readonly #keysBySession = new Map<number, Set<string>>()

  constructor(options: RuleBookOptions) {
    this.#options = options
  }

  decide(rules: readonly PlannedRule[], point: Point, facts: Facts): PlannedRule | null {
    for (const rule of rules) {
      if (!rule.on.includes(point) && !rule.on.includes('any')) continue
      if (!holds(rule.when, facts, this.#options.versionRank)) continue
      if (rule.times && !this.#isDue(rule, rule.times, facts)) continue
      return rule
    }
    return null
  }

  sessionEnded(session: number): void {
    for (const counter of this.#bySession.get(session) ?? []) counter.decided.delete(session)
    this.#bySession.delete(session)
    for (const key of this.#keysBySession.get(session) ?? []) this.#counters.delete(key)
    this.#keysBySession.delete(session)
  }

  /** How many counters are kept. */
  get size(): number {
    return this.#counters.size
  }

  /** Forgets all counts, as `reset()` of a running server does. */
  clear(): void {
    this.#counters.clear()
    this.#bySession.clear()
    this.#keysBySession.clear()
  }

  #isDue(rule: PlannedRule, times: PlannedTimes, facts: Facts): boolean {
    const now = this.#options.now()
    const key = `${rule.id} ${scopeOf(times.per, facts)}`
    let counter = this.#counters.get(key)
    if (!counter || (times.windowMs !== undefined && now - counter.startedMs >= times.windowMs)) {
      counter = { count: 0, startedMs: now, decided: new Map() }
      this.#keep(key, counter)
    }
    // Per session the matches themselves are counted: there is only one session to count.
    if (times.per === 'session') {
      added(this.#keysBySession, facts.session, key)
      return this.#chosen(rule, times, ++counter.count, facts)
    }
    const before = counter.decided.get(facts.session)
    if (before !== undefined) return before
    const due = this.#chosen(rule, times, ++counter.count, facts)
    counter.decided.set(facts.session, due)
    added(this.#bySession, facts.session, counter)
    return due
  }

  #keep(key: string, counter: Counter): void {
    this.#counters.set(key, counter)
    const [oldest] = this.#counters.keys()
    if (this.#counters.size > COUNTER_LIMIT && oldest !== undefined) this.#counters.delete(oldest)
  }

  #chosen(rule: PlannedRule, times: PlannedTimes, ordinal: number, facts: Facts): boolean {
    if (times.first !== undefined) return ordinal <= times.first
    if (times.every !== undefined) return ordinal % times.every === 0
    const chance = times.chance ?? rampAt(times.ramp, ordinal)
    const draw = times.per === 'session' ? `${facts.session}.${ordinal}` : String(facts.session)
    return chanceOf(this.#options.seed, rule.id, draw) < chance
  }
}

function added<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

function scopeOf(per: PlannedTimes['per'], facts: Facts): string {
  if (per === 'source') return facts.from
  if (per === 'session') return String(facts.session)
  if (per === 'envelope') return JSON.stringify([facts.from, facts.sender, [...facts.recipients].sort()])
  return ''
}

function rampAt(ramp: PlannedTimes['ramp'], ordinal: number): number {
  if (!ramp) return 1
  const share = ramp.over <= 1 ? 1 : Math.min(1, (ordinal - 1) / (ramp.over - 1))
  return ramp.from + (ramp.to - ramp.from) * share
}

/** A number in [0, 1) that depends on nothing but seed, rule and session: the same run repeats itself. */
function chanceOf(seed: number, rule: number, draw: string): number {
  return createHash('sha256').update(`${seed}/${rule}/${draw}`).digest().readUInt32BE(0) / 2 ** 32
}

function holds(when: PlannedWhen, facts: Facts, versionRank: (version: string) => number): boolean {
  const { tls } = facts
  if (when.tls === 'none' && tls) return false
  if (when.tls === 'any' && !tls) return false
  if (when.tlsBelow !== undefined && !(tls && tls.versionRank < versionRank(when.tlsBelow))) return false
  if (when.strengthBelow !== undefined && (tls?.bits ?? 0) >= when.strengthBelow) return false
  if (when.from && !when.from(facts.from)) return false
  if (when.sender && !(facts.sender !== null && matchesAddress(when.sender, facts.sender))) return false
  if (when.recipient && !facts.recipients.some((recipient) => matchesAddress(when.recipient ?? [], recipient)))
    return false
  if (when.mechanism && !(facts.mechanism && when.mechanism.includes(facts.mechanism))) return false
  if (when.authenticated !== undefined && when.authenticated !== facts.authenticated) return false
  if (when.credentials !== undefined && when.credentials !== facts.credentials) return false
  if (when.sentAhead !== undefined && when.sentAhead !== facts.sentAhead) return false
  if (when.connectionsAbove !== undefined && facts.connections <= when.connectionsAbove) return false
  return when.clientCertificate === undefined || isCertificate(when.clientCertificate, facts)
}

function isCertificate(wanted: NonNullable<PlannedWhen['clientCertificate']>, facts: Facts): boolean {
  if (wanted === 'any') return facts.clientCertificate !== 'none'
  return wanted === facts.clientCertificate || wanted === facts.certificateProblem
}

/** An address matches itself; a domain matches its addresses and those of its sub-domains (RFC 5321 section 2.3.5). */
function matchesAddress(patterns: readonly string[], address: string): boolean {
  const wanted = address.toLowerCase()
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1)
  return patterns.some((pattern) => {
    const known = pattern.toLowerCase()
    if (known.includes('@')) return known === wanted
    return domain === known || domain.endsWith(`.${known}`)
  })
}
