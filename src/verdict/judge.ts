// Was the client right? A pure look at the transcript of its first try: no socket, no clock, no file.
import type { LoadedScenario } from '../scenario/load.ts'
import type { ExpectedVerdict, Outcome, Policy } from '../scenario/words.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import { certificateOf } from './certificate.ts'
import { DIAGNOSES } from './diagnoses/index.ts'
import { onlyTested } from './diagnoses/only-tested.ts'
import { diagnose } from './diagnosis.ts'
import { doubt } from './doubt.ts'
import type { Evidence } from './expectation.ts'
import { EXPECTATIONS } from './expectations/index.ts'
import { brokenInvariants, claimedDelivery, type Finding } from './invariants.ts'
import type { Basis, ClientReport, Judgement, Reason, Verdict } from './judgement.ts'
import { onwardOf } from './onward.ts'
import { acceptedIn, leakOf, outcomeOf, type Shown } from './outcome.ts'
import { offersStarttlsElsewhere, tlsServed } from './served.ts'
import { testedIn } from './signs/tester.ts'
import { type GroupOptions, groupTries, triesOfTheClient } from './try-view.ts'

export interface JudgeInput extends GroupOptions {
  scenario: LoadedScenario
  /** Everything that happened since the server started, or since its last reset. */
  transcript: readonly TranscriptEvent[]
  policy: Policy
  /** What the client says of its first try; null when nobody heard. */
  client?: ClientReport | null
  /** The judgement of the same client against `healthy`; null when there was no such run. */
  control?: Judgement | null
}

/**
 * Judges the first try of a client against a scenario: docs/explanation/what-a-verdict-can-know.md says how far that
 * goes. Linear in the events of the transcript.
 */
export function judge(input: JudgeInput): Judgement {
  const { scenario, transcript, policy, client = null, control = null } = input
  if (client?.says === 'cannot') return nothing(policy, 'client-cannot', 'skipped')
  const clientFailed = client?.says === 'failed' || client?.says === 'timed-out'
  const tries = groupTries(transcript, { ...input, clientFailed })
  const { first } = tries
  if (!first) return nothing(policy, tries.probes > 0 ? 'only-probes' : 'nothing-came')

  const outcome = outcomeOf(first)
  const leak = leakOf(first)
  const later = triesOfTheClient(tries).slice(1)
  const deliveredLater = later.some(({ sessions }) => sessions.some((session) => acceptedIn(session).length > 0))
  const evidence: Evidence = { tries, first, policy, outcome: outcome.value, deliveredLater, client, control }
  const basis = basisOf(scenario, evidence)
  const grade = gradeOf(scenario, policy, outcome.value)
  // Behind a path to a real server it cannot be seen what became of the mail, nor what was said inside TLS.
  const seesAll = basis !== 'path'
  // Where the scenario says itself how failure is to be reported, the rule about that gives way.
  const claimed = seesAll && !Object.hasOwn(scenario.expect?.named ?? {}, 'reports-failure')
  const broken = [...brokenInvariants(evidence, leak), ...(claimed ? claimedDelivery(evidence) : [])]
  // What a tester does in clear gives no mail away, and coming back is its trade; a broken rule of TLS stays one.
  const tested = broken.every(({ id }) => OF_NO_WEIGHT.includes(id)) ? testedIn(evidence) : null
  const judged = [
    ...outcomeFinding(scenario, policy, outcome, grade),
    ...broken,
    ...(seesAll ? expectationFindings(scenario, evidence) : []),
  ]
  // Whoever has no mail to send breaks no rule about mail.
  const findings = tested ? [] : judged
  const tls = tlsServed(scenario, first)
  const certificate = certificateOf(tls)
  const reason = doubt({ evidence, findings, grade, basis, certificate, tested: tested !== null })
  // Of a tester the others would say what a client with a mail had to change.
  const diagnoses = diagnose(tested ? [onlyTested] : DIAGNOSES, {
    ...{ tries, first, policy, client, tls, tested, broken, outcome: outcome.value, leak: leak.value },
    certificateFault: certificate.fault,
    starttlsElsewhere: offersStarttlsElsewhere(scenario, first),
  })
  return {
    verdict: reason ? 'inconclusive' : worst(findings),
    policy,
    outcome: outcome.value,
    leak: leak.value,
    onward: onwardOf(first),
    basis,
    reason,
    confirmed: basis !== 'silence',
    failed: findings.map(({ restsOnAbsence: _, restsOnLaterTries: __, ...failed }) => failed),
    diagnoses,
  }
}

const OF_NO_WEIGHT = ['no-leak', 'no-hammering', 'reports-failure']

/** A judgement about a try that never was. */
export function nothing(policy: Policy, reason: Reason, verdict: Verdict = 'inconclusive'): Judgement {
  return {
    verdict,
    policy,
    outcome: 'none',
    leak: 'none',
    onward: null,
    basis: 'silence',
    reason,
    confirmed: false,
    failed: [],
    diagnoses: [],
  }
}

function basisOf({ upstream }: LoadedScenario, { first, outcome, client }: Evidence): Basis {
  if (upstream) return 'path'
  if (outcome !== 'none') return 'delivered'
  if (first.all('tls.alert-received').some(({ level }) => level === 'fatal')) return 'alert'
  return client?.says === 'failed' || client?.says === 'delivered' ? 'client-report' : 'silence'
}

/** What `expect` calls an outcome: unlisted is a fail; without a word on the policy only `encrypted` passes. */
function gradeOf(scenario: LoadedScenario, policy: Policy, outcome: Outcome): ExpectedVerdict {
  return gradesOf(scenario, policy)[outcome] ?? 'fail'
}

function gradesOf({ expect }: LoadedScenario, policy: Policy): Partial<Record<Outcome, ExpectedVerdict>> {
  return expect?.outcomes[policy] ?? { encrypted: 'pass' }
}

function outcomeFinding(
  scenario: LoadedScenario,
  policy: Policy,
  { value, events }: Shown<Outcome>,
  grade: ExpectedVerdict,
): Finding[] {
  if (grade !== 'fail' && grade !== 'warn') return []
  const right = Object.entries(gradesOf(scenario, policy)).flatMap(([word, each]) => (each === 'pass' ? [word] : []))
  const expected = right.length > 0 ? right.join(' or ') : `not ${value}`
  const absent = value === 'none' ? { restsOnAbsence: true as const } : {}
  return [{ id: 'outcome', expected, found: value, events: events.map(({ seq }) => seq), verdict: grade, ...absent }]
}

function expectationFindings({ expect }: LoadedScenario, evidence: Evidence): Finding[] {
  const named = expect?.named ?? {}
  return EXPECTATIONS.flatMap(({ name, check }): Finding[] => {
    const unmet = Object.hasOwn(named, name) ? check(named[name], evidence) : null
    return unmet ? [{ id: name, ...unmet, verdict: 'fail' }] : []
  })
}

function worst(findings: readonly Finding[]): 'pass' | 'warn' | 'fail' {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return findings.length > 0 ? 'warn' : 'pass'
}
