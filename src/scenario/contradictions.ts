// Keys that are each right and do not go together: every check names both keys and a next step.
import { mergeKeys } from './merge.ts'
import { POINTS, type Rule, VERBS } from './rule.ts'
import type { Scenario, ServerKeys, ServerPolicy, Vocabulary } from './schema.ts'
import { near, type Path, type Problem } from './shape.ts'
import { TLS_VERSIONS, type TlsVersion } from './words.ts'

export interface Contradictions {
  errors: Problem[]
  warnings: Problem[]
}

/** Checks a scenario whose keys are right one by one. */
export function findContradictions(scenario: Scenario, vocabulary: Vocabulary): Contradictions {
  const { policies = [], scores: _, ...keys } = scenario.server ?? {}
  const errors = [...aboutUpstream(scenario), ...aboutScores(scenario)]
  const warnings = [...aboutExpect(scenario)]
  for (const view of [baseView(keys), ...policies.map((policy, index) => policyView(keys, policy, index))]) {
    errors.push(...CHECKS.flatMap((check) => check(view, vocabulary)).filter(view.concerns))
    warnings.push(...aboutRules(view, vocabulary).filter(view.concerns))
  }
  return { errors, warnings }
}

/** The keys of one server: `server` itself, or a policy merged over it. */
interface View {
  keys: ServerKeys
  /** Where a key of this server was written. */
  at(...path: Path): Path
  /** Whether a problem is this view's to tell: one of the keys it names was written here. */
  concerns(problem: Contradiction): boolean
}

interface Contradiction extends Problem {
  /** The other key. */
  other?: Path
}

type Check = (view: View, vocabulary: Vocabulary) => Contradiction[]

const CHECKS: readonly Check[] = [
  aboutTlsOff,
  aboutImplicit,
  aboutVersions,
  aboutEhlo,
  aboutAuth,
  aboutClientCertificate,
  aboutTimes,
]

function aboutTlsOff({ keys: { tls }, at }: View): Contradiction[] {
  if (tls?.mode !== 'off') return []
  const useless = [
    ...(['versions', 'ciphers', 'suiteOrder', 'groups', 'certificate', 'clientCertificate'] as const),
    ...(['handshake', 'intolerant', 'engine'] as const),
  ]
  return useless
    .filter((key) => tls[key] !== undefined)
    .map((key) => ({
      code: 'SCENARIO_TLS_IS_OFF',
      path: at('tls', key),
      other: at('tls', 'mode'),
      found: 'has no use with server.tls.mode off',
      expected: `server.tls.mode starttls or implicit, or no ${key}`,
      hint: 'Where the key comes from `extends`, null takes it away.',
    }))
}

function aboutImplicit({ keys: { tls }, at }: View): Contradiction[] {
  if (tls?.mode !== 'implicit' || tls.starttls === undefined) return []
  return [
    {
      code: 'SCENARIO_STARTTLS_IN_IMPLICIT_TLS',
      path: at('tls', 'starttls'),
      other: at('tls', 'mode'),
      found: 'has no use with server.tls.mode implicit, where TLS comes first',
      expected: 'server.tls.mode starttls, or no starttls keys',
    },
  ]
}

function aboutVersions({ keys: { tls }, at }: View, { suiteVersions }: Vocabulary): Contradiction[] {
  if (!tls?.versions || !tls.ciphers || tls.ciphers.length === 0 || tls.versions.length === 0) return []
  const rank = (version: TlsVersion) => TLS_VERSIONS.indexOf(version)
  const ranges = tls.ciphers.map((name) => suiteVersions(name))
  const { versions } = tls
  const serves = (range: (typeof ranges)[number]) =>
    !range || versions.some((version) => rank(version) >= rank(range.min) && rank(version) <= rank(range.max))
  if (ranges.some(serves)) return []
  const known = ranges.filter((range) => range !== undefined)
  const needed = TLS_VERSIONS.filter((v) => known.some(({ min, max }) => rank(v) >= rank(min) && rank(v) <= rank(max)))
  return [
    {
      code: 'SCENARIO_NO_COMMON_VERSION',
      path: at('tls', 'ciphers'),
      other: at('tls', 'versions'),
      found: `no suite of it works with server.tls.versions (${versions.join(', ')})`,
      expected: `at least one of ${needed.join(', ')} in server.tls.versions, or other suites`,
    },
  ]
}

function aboutEhlo({ keys, at }: View): Contradiction[] {
  const { ehlo, tls } = keys
  if (!ehlo) return []
  const mode = tls?.mode ?? 'starttls'
  const unused = mode === 'off' ? 'tls' : mode === 'implicit' ? 'plain' : null
  const found: Contradiction[] = []
  if (unused && ehlo[unused]) {
    found.push({
      code: 'SCENARIO_EHLO_NEVER_SAID',
      path: at('ehlo', unused),
      other: at('tls', 'mode'),
      found: `is never said with server.tls.mode ${mode}`,
      expected: `only server.ehlo.${unused === 'tls' ? 'plain' : 'tls'}`,
    })
  }
  const allWritten = (mode === 'implicit' || ehlo.plain) && (mode === 'off' || ehlo.tls)
  const fills: [present: unknown, path: Path, what: string][] = [
    [allWritten && keys.size !== undefined, ['size'], 'SIZE'],
    [allWritten && keys.auth?.mechanisms, ['auth', 'mechanisms'], 'AUTH'],
    [ehlo.plain && tls?.starttls?.offer !== undefined, ['tls', 'starttls', 'offer'], 'STARTTLS'],
  ]
  for (const [present, path, what] of fills) {
    if (!present) continue
    found.push({
      code: 'SCENARIO_EHLO_WRITTEN_OUT',
      path: at(...path),
      other: at('ehlo'),
      found: `has nothing to fill in: server.ehlo is said as written`,
      expected: `the line ${what} inside server.ehlo, or no server.ehlo`,
    })
  }
  return found
}

function aboutAuth({ keys: { auth }, at }: View): Contradiction[] {
  if (!auth?.required || auth.mechanisms?.length !== 0) return []
  return [
    {
      code: 'SCENARIO_AUTH_WITHOUT_MECHANISM',
      path: at('auth', 'required'),
      other: at('auth', 'mechanisms'),
      found: 'cannot be met: server.auth.mechanisms is empty',
      expected: 'at least one mechanism, or no required',
    },
  ]
}

function aboutClientCertificate({ keys: { tls }, at }: View): Contradiction[] {
  const { ask = 'never', verify = 'none', refuse, names, authorities } = tls?.clientCertificate ?? {}
  const key = (name: string) => at('tls', 'clientCertificate', name)
  const found: Contradiction[] = []
  if (ask === 'never') {
    for (const [name, given] of Object.entries({ verify: verify !== 'none', refuse, names, authorities })) {
      if (given === undefined || given === false) continue
      found.push({
        code: 'SCENARIO_CERTIFICATE_NOT_ASKED',
        path: key(name),
        other: key('ask'),
        found: 'has no use without server.tls.clientCertificate.ask',
        expected: 'ask: request or ask: require beside it',
      })
    }
    return found
  }
  if (names && verify !== 'name') {
    found.push({
      code: 'SCENARIO_NAMES_NOT_VERIFIED',
      path: key('names'),
      other: key('verify'),
      found: `has no use with server.tls.clientCertificate.verify ${verify}`,
      expected: 'verify: name beside it',
    })
  }
  // OpenSSL under Node refuses an untrusted certificate only by closing, after the handshake.
  if (refuse === 'handshake' && verify !== 'none' && tls?.engine === 'openssl') {
    found.push({
      code: 'SCENARIO_REFUSAL_NEEDS_SCRIPTED',
      path: key('refuse'),
      other: key('verify'),
      found: `handshake with verify ${verify} is more than server.tls.engine openssl can do`,
      expected: 'refuse: close or refuse: reply, or no engine',
    })
  }
  return found
}

function aboutTimes({ keys: { rules = [] }, at }: View): Contradiction[] {
  return rules.flatMap(({ times }, index) => {
    if (times?.window === undefined || times.chance === undefined) return []
    return [
      {
        code: 'SCENARIO_WINDOW_WITHOUT_COUNT',
        path: at('rules', index, 'times', 'window'),
        other: at('rules', index, 'times', 'chance'),
        found: 'has no use with chance, which counts nothing',
        expected: 'first, every or ramp beside it',
      },
    ]
  })
}

function aboutUpstream(scenario: Scenario): Problem[] {
  if (!scenario.upstream) return []
  return (['server', 'persona', 'relay'] as const)
    .filter((key) => scenario[key] !== undefined)
    .map((key) => ({
      code: 'SCENARIO_UPSTREAM_AND_SERVER',
      path: [key],
      found: `has no use with upstream: a real server ${key === 'relay' ? 'takes the mail' : 'answers'}`,
      expected: `upstream or ${key}, not both`,
    }))
}

/** A table of scores that nobody reads, and a policy by score without a table. */
function aboutScores({ server: { scores, policies = [] } = {} }: Scenario): Problem[] {
  const byScore = policies.flatMap(({ from }, index) => (Array.isArray(from) ? [] : [index]))
  if (scores && byScore.length === 0) {
    return [
      {
        code: 'SCENARIO_SCORES_UNUSED',
        path: ['server', 'scores'],
        found: 'has no use: no policy goes by a score',
        expected: 'a policy such as {from: {score: [-10, -3]}, ...} in server.policies',
      },
    ]
  }
  if (scores) return []
  return byScore.map((index) => ({
    code: 'SCENARIO_NO_SCORES',
    path: ['server', 'policies', index, 'from'],
    found: 'goes by a score, and no source has one',
    expected: 'server.scores, a list such as [{from: 127.0.0.1, score: -4}]',
  }))
}

function aboutExpect(scenario: Scenario): Problem[] {
  const differs = (['server', 'path'] as const).find((key) => Object.keys(scenario[key] ?? {}).length > 0)
  if (scenario.expect || !differs) return []
  return [
    {
      code: 'SCENARIO_NO_EXPECT',
      path: [differs],
      found: 'differs from the healthy server, and expect does not say what a right client does',
      expected: 'expect, such as expect: { mandatory: [encrypted] }; without it only encrypted passes',
    },
  ]
}

function aboutRules({ keys, at }: View, { mechanisms }: Vocabulary): Contradiction[] {
  const { rules = [] } = keys
  return rules.flatMap((rule, index) => {
    const here = at('rules', index)
    const found: Contradiction[] = []
    const before = rules.slice(0, index).findIndex((earlier) => isAlwaysBefore(earlier, rule))
    if (before >= 0) {
      found.push({
        code: 'SCENARIO_UNREACHABLE_RULE',
        path: here,
        found: `is never reached: server.rules[${before}] always answers first`,
        expected: 'the rule with a condition before the one without',
      })
    }
    if (rule.when?.credentials === 'wrong' && !keys.auth?.accounts) {
      found.push({
        code: 'SCENARIO_NO_WRONG_CREDENTIALS',
        path: [...here, 'when', 'credentials'],
        other: at('auth', 'accounts'),
        found: 'wrong never happens: without server.auth.accounts all credentials are right',
        expected: 'server.auth.accounts with the right ones',
      })
    }
    if (rule.times?.window !== undefined && rule.times.per === undefined) {
      found.push({
        code: 'SCENARIO_WINDOW_WITHOUT_PER',
        path: [...here, 'times', 'window'],
        found: 'counts all clients together, since times.per is not written',
        expected: 'per: server to say so, or per: source to count each client apart',
      })
    }
    return [...found, ...oddNames(rule, here, mechanisms)]
  })
}

/** Verbs and mechanisms that are allowed and look like a slip of the fingers. */
function oddNames(rule: Rule, here: Path, mechanisms: readonly string[]): Contradiction[] {
  const odd = (name: string, known: readonly string[], path: Path): Contradiction[] => {
    const nearest = known.includes(name) ? {} : near(name, known)
    if (nearest.didYouMean === undefined) return []
    return [
      { code: 'SCENARIO_UNUSUAL_NAME', path, found: `"${name}" is unusual`, expected: 'a usual name', ...nearest },
    ]
  }
  const points = rule.on.flatMap((name) => odd(name, [...POINTS, ...VERBS], [...here, 'on']))
  const tried = rule.when?.mechanism ?? []
  return [...points, ...tried.flatMap((name) => odd(name, mechanisms, [...here, 'when', 'mechanism']))]
}

function isAlwaysBefore(earlier: Rule, later: Rule): boolean {
  if (earlier.when && Object.keys(earlier.when).length > 0) return false
  if (earlier.times) return false
  return earlier.on.includes('any') || later.on.every((point) => earlier.on.includes(point))
}

function baseView(keys: ServerKeys): View {
  return { keys, at: (...path) => ['server', ...path], concerns: () => true }
}

function policyView(base: ServerKeys, policy: ServerPolicy, index: number): View {
  const { from: _, ...own } = policy
  const here = ['server', 'policies', index]
  const at = (...path: Path) => (has(own, path) ? [...here, ...path] : ['server', ...path])
  const isOwn = (path: Path | undefined) => path?.[1] === 'policies'
  return {
    keys: mergeKeys(base, own) as ServerKeys,
    at,
    concerns: ({ path, other }) => isOwn(path) || isOwn(other),
  }
}

function has(value: unknown, path: Path): boolean {
  let inner = value
  for (const part of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return false
    inner = (inner as Record<string | number, unknown>)[part]
  }
  return true
}
