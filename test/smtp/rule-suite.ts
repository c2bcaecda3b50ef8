// Rules and facts for tests: what is not named is what a first client in clear brings.
import type { PlannedRule, PlannedTimes, PlannedWhen } from '../../src/scenario/server-plan.ts'
import { type Facts, RuleBook } from '../../src/smtp/rules.ts'

export const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

export function rule(changes: Partial<PlannedRule> = {}): PlannedRule {
  const reply = { lines: ['450 4.7.1 no'], performs: false }
  const id = changes.id ?? 0
  return {
    name: `rule ${id}`,
    id,
    on: ['MAIL'],
    when: {},
    times: null,
    reply,
    delayMs: 0,
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    then: 'continue',
    ...changes,
  }
}

export function facts(changes: Partial<Facts> = {}): Facts {
  return {
    session: 1,
    from: '127.0.0.1',
    tls: null,
    clientCertificate: 'none',
    certificateProblem: null,
    authenticated: false,
    sender: null,
    recipients: [],
    mechanism: null,
    credentials: null,
    sentAhead: false,
    connections: 1,
    ...changes,
  }
}

export function tls(version: string, bits = 128): Facts['tls'] {
  return { versionRank: VERSIONS.indexOf(version), bits }
}

export interface Time {
  ms: number
}

export function ruleBook({ seed = 0, time = { ms: 0 } }: { seed?: number; time?: Time } = {}): RuleBook {
  return new RuleBook({ seed, now: () => time.ms, versionRank: (version) => VERSIONS.indexOf(version) })
}

/** Whether a rule with this condition speaks. */
export function speaks(when: PlannedWhen, about: Partial<Facts>): boolean {
  return ruleBook().decide([rule({ when })], 'MAIL', facts(about)) !== null
}

/** Whether a rule with these times speaks in sessions 1 to n, once in each. */
export function inSessions(
  count: number,
  times: Omit<PlannedTimes, 'per'> & Partial<PlannedTimes>,
  {
    seed = 0,
    id = 0,
    about = () => ({}),
  }: { seed?: number; id?: number; about?: (session: number) => Partial<Facts> } = {},
): boolean[] {
  const book = ruleBook({ seed })
  const rules = [rule({ id, times: { per: 'server', ...times } })]
  return Array.from({ length: count }, (_, at) => {
    const session = at + 1
    const spoke = book.decide(rules, 'MAIL', facts({ session, ...about(session) })) !== null
    book.sessionEnded(session)
    return spoke
  })
}
