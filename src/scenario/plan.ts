// From a scenario to what the actors play: every shorthand becomes reply texts, EHLO lines and one ordered list of rules.
import { sourceMatcher } from './address.ts'
import { HEALTHY } from './healthy.ts'
import type { LoadedScenario } from './load.ts'
import { mergeKeys } from './merge.ts'
import type { Persona } from './persona.ts'
import type { ReplyForm } from './reply.ts'
import type { PathStep, Rule, ServerKeys, TlsKeys, TlsVersion, Vocabulary } from './schema.ts'
import { policyMatcher, scoreBook } from './score.ts'
import type { PlannedFault, PlannedReply, PlannedRule, PlannedWhen, ServerPlan, Then, TlsPlan } from './server-plan.ts'
import { TLS_VERSIONS } from './words.ts'

/** One scenario, ready to be played. */
export interface Plan {
  name: string
  title: string
  seed: number
  /**
   * The server for a source address, and the position of the policy that chose it (null: none matched), with the score
   * of the address where the scenario has scores (null: it has none).
   */
  serverFor(address: string): { server: ServerPlan; policy: number | null; score?: number | null }
  /** The server that no policy changes, and those of the policies in order. */
  servers: readonly ServerPlan[]
  path: PathStep[]
  upstream: { host: string; port: number } | null
}

export interface PlanOptions {
  /** The healthy texts of the normal replies; null: never said. */
  normalReplies: Readonly<Record<string, { text: string | null }>>
  suiteVersions: Vocabulary['suiteVersions']
  /** Wins over the scenario's own. */
  seed?: number | undefined
}

// RFC 5321 section 4.5.3.2.7: a server waits at least five minutes for a command.
const IDLE_MS = 5 * 60_000
const HANDSHAKE_MS = 60_000
// RFC 4954 section 4: AUTH lines of 12,288 octets must fit; tokens of large providers are longer still.
const LINE_LIMIT = 32 * 1024

export function planScenario(scenario: LoadedScenario, options: PlanOptions): Plan {
  const { policies = [], scores, ...base } = scenario.server ?? {}
  const scoreOf = scores && scoreBook(scores)
  const expand = expander(scenario.voice, options)
  const server = expand(base, 'server')
  const planned = policies.map(({ from, ...keys }, at) => ({
    matches: policyMatcher(from),
    server: expand(mergeKeys(base, keys) as ServerKeys, `server.policies[${at}]`),
  }))
  return {
    name: scenario.name,
    title: scenario.title ?? scenario.name,
    seed: options.seed ?? scenario.seed ?? 0,
    serverFor(address) {
      const score = scoreOf?.(address)
      const policy = planned.findIndex(({ matches }) => matches(address, score ?? null))
      const chosen = { server: planned[policy]?.server ?? server, policy: policy < 0 ? null : policy }
      return score === undefined ? chosen : { ...chosen, score }
    },
    servers: [server, ...planned.map((each) => each.server)],
    path: scenario.path ?? [],
    upstream: scenario.upstream ?? null,
  }
}

function expander(voice: Persona | null, { normalReplies, suiteVersions }: PlanOptions) {
  const replies = repliesOf(voice, normalReplies)
  // A rule that several policies share is one rule: it counts and draws for all of them.
  const ids = new Map<Rule, number>()
  const idOf = (rule: Rule): number => {
    if (!ids.has(rule)) ids.set(rule, ids.size)
    return ids.get(rule) ?? 0
  }

  return (keys: ServerKeys, place: string): ServerPlan => {
    const tls = tlsOf(keys.tls ?? {}, suiteVersions)
    const hostname = keys.hostname ?? voice?.hostname ?? HEALTHY.hostname
    const size = keys.size ?? voice?.size ?? HEALTHY.size
    return {
      proxyProtocol: keys.proxyProtocol ?? HEALTHY.proxyProtocol,
      tls,
      smtp: {
        hostname,
        size,
        ehlo: ehloOf(keys, voice, tls, size),
        replies,
        starttlsWorks: tls.mode === 'starttls',
        accounts: keys.auth?.accounts ?? null,
        rules: [
          ...(keys.rules ?? []).map((rule, at) => ruleOf(rule, `${place}.rules[${at}]`, idOf(rule))),
          ...tlsShorthands(keys, tls, replies),
          ...(voice?.rules ?? []).map((rule, at) => ruleOf(rule, `persona.rules[${at}]`, idOf(rule))),
          // Last: a product that turns clients without TLS away does so before it asks who they are.
          ...authShorthands(keys, replies),
        ],
        idleMs: IDLE_MS,
        lineLimit: LINE_LIMIT,
      },
    }
  }
}

type Replies = Readonly<Record<string, readonly string[]>>

function repliesOf(voice: Persona | null, normal: PlanOptions['normalReplies']): Replies {
  const healthy = Object.entries(normal).flatMap(([name, { text }]) => (text === null ? [] : [[name, [text]] as const]))
  return { ...Object.fromEntries(healthy), ...(voice?.texts as Replies | undefined) }
}

function ehloOf(
  keys: ServerKeys,
  voice: Persona | null,
  tls: TlsPlan,
  size: number,
): { plain: string[]; tls: string[] } {
  const templates = voice?.ehlo ?? HEALTHY.ehlo
  const mechanisms = keys.auth?.mechanisms ?? voice?.auth ?? HEALTHY.auth.mechanisms
  const auth = mechanisms.length > 0 ? `AUTH ${mechanisms.join(' ')}` : ''
  const offered = tls.mode === 'starttls' && (keys.tls?.starttls?.offer ?? HEALTHY.tls.starttls.offer)
  const inClear = (keys.auth?.inClear ?? HEALTHY.auth.inClear) === 'offered'
  const fill = (lines: readonly string[], values: Record<string, string>) =>
    lines
      .map((line) => line.replace(/\{(auth|size|starttls)\}/g, (_whole, name: string) => values[name] ?? ''))
      .filter((line) => line.trim() !== '')
  const promised = `SIZE ${size}`
  const plain = { size: promised, auth: inClear ? auth : '', starttls: offered ? 'STARTTLS' : '' }
  return {
    plain: keys.ehlo?.plain ?? fill(templates.plain, plain),
    tls: keys.ehlo?.tls ?? fill(templates.tls, { size: promised, auth, starttls: '' }),
  }
}

function tlsOf(keys: TlsKeys, suiteVersions: Vocabulary['suiteVersions']): TlsPlan {
  const asked = keys.clientCertificate ?? {}
  const ciphers = keys.ciphers ?? [...HEALTHY.tls.ciphers]
  const verify = asked.verify ?? HEALTHY.tls.clientCertificate.verify
  return {
    mode: keys.mode ?? HEALTHY.tls.mode,
    versions: keys.versions ?? (keys.ciphers ? versionsFor(ciphers, suiteVersions) : [...HEALTHY.tls.versions]),
    ciphers,
    ...(keys.suiteOrder && { suiteOrder: keys.suiteOrder }),
    groups: keys.groups ?? [],
    certificate: keys.certificate,
    clientCertificate: {
      ask: asked.ask ?? HEALTHY.tls.clientCertificate.ask,
      verify,
      // OpenSSL can refuse a missing certificate in the handshake, but an untrusted one only by closing.
      refuse: asked.refuse ?? (verify === 'none' ? HEALTHY.tls.clientCertificate.refuse : 'close'),
      names: asked.names ?? [],
      authorities: asked.authorities ?? 0,
    },
    handshake: (keys.handshake as PlannedFault | undefined) ?? null,
    intolerant: keys.intolerant ? { by: 'close', ...keys.intolerant } : null,
    engine: keys.engine ?? HEALTHY.tls.engine,
    handshakeMs: HANDSHAKE_MS,
  }
}

/** The healthy versions in which one of the suites can be negotiated; else all versions in which one can. */
function versionsFor(ciphers: readonly string[], suiteVersions: Vocabulary['suiteVersions']): string[] {
  const rank = (version: string) => TLS_VERSIONS.indexOf(version as TlsVersion)
  const fits = (version: string) =>
    ciphers.some((name) => {
      const range = suiteVersions(name)
      return range !== undefined && rank(range.min) <= rank(version) && rank(version) <= rank(range.max)
    })
  const healthy = HEALTHY.tls.versions.filter(fits)
  return healthy.length > 0 ? healthy : TLS_VERSIONS.filter(fits)
}

/** A rule that another key stands for; `name` is that key. Such rules never count, so they need no id. */
function shorthand(name: string, on: string[], when: PlannedWhen, reply: PlannedReply, then: Then): PlannedRule {
  return { name, id: -1, on, when, times: null, reply, delayMs: 0, then }
}

function refusal(replies: Replies, name: string): PlannedReply {
  return { lines: [...(replies[name] ?? [])], performs: false }
}

function tlsShorthands(keys: ServerKeys, tls: TlsPlan, replies: Replies): PlannedRule[] {
  const rules: PlannedRule[] = []
  const { ask, refuse, verify } = tls.clientCertificate
  if (refuse === 'reply' && ask !== 'never') {
    const refused = (clientCertificate: 'none' | 'untrusted', reply: string) =>
      shorthand(
        'server.tls.clientCertificate',
        ['any'],
        { tls: 'any', clientCertificate },
        refusal(replies, reply),
        'close',
      )
    if (ask === 'require') rules.push(refused('none', 'client-certificate-missing'))
    if (verify !== 'none') rules.push(refused('untrusted', 'client-certificate-untrusted'))
  }
  const { reply, then: follow = 'handshake' } = keys.tls?.starttls ?? {}
  if (reply || follow !== 'handshake') {
    const said = reply ? replyOf(reply) : { lines: [...(replies['starttls-ready'] ?? [])], performs: true }
    const performs = said.performs && follow === 'handshake'
    const after = follow === 'handshake' || follow === 'nothing' ? 'continue' : follow
    rules.push(shorthand('server.tls.starttls', ['STARTTLS'], { tls: 'none' }, { ...said, performs }, after))
  }
  return rules
}

function authShorthands({ auth = {} }: ServerKeys, replies: Replies): PlannedRule[] {
  const rules: PlannedRule[] = []
  const add = (key: string, on: string[], when: PlannedWhen, reply: string) =>
    rules.push(shorthand(`server.auth.${key}`, on, when, refusal(replies, reply), 'continue'))
  if (auth.inClear === 'refused') add('inClear', ['AUTH-command'], { tls: 'none' }, 'auth-needs-tls')
  if (auth.accounts) add('accounts', ['AUTH'], { credentials: 'wrong' }, 'auth-failed')
  if (auth.required)
    add('required', ['MAIL', 'RCPT', 'DATA', 'BDAT', 'VRFY'], { authenticated: false }, 'auth-required')
  return rules
}

function ruleOf(rule: Rule, name: string, id: number): PlannedRule {
  const { from, sender, recipient, mechanism, ...rest } = rule.when ?? {}
  const { window: windowMs, per, ...often } = rule.times ?? {}
  return {
    name,
    id,
    on: rule.on,
    when: {
      ...rest,
      ...(from && { from: sourceMatcher(from) }),
      ...(sender && { sender }),
      ...(recipient && { recipient }),
      ...(mechanism && { mechanism }),
    },
    times: rule.times ? { ...often, per: per ?? 'server', ...(windowMs !== undefined && { windowMs }) } : null,
    reply: rule.reply ? replyOf(rule.reply) : null,
    delayMs: rule.delay ?? 0,
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    then: rule.then ?? 'continue',
  }
}

function replyOf(reply: ReplyForm): PlannedReply {
  return 'raw' in reply
    ? { lines: [], raw: reply.raw, performs: reply.performs }
    : { lines: reply.lines, performs: reply.performs }
}
