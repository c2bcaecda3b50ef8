// What a judgement is made of. One word per thing: see docs/reference/verdicts.md.
import type { Outcome, Policy } from '../scenario/words.ts'

/** `skipped`: this machine, or the client, cannot. `inconclusive`: there is nothing to judge. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'inconclusive' | 'skipped'

/** The worst that was sent outside TLS, whatever the reply, from harmless to worst. */
export const LEAKS = ['none', 'content', 'envelope', 'credentials'] as const
export type Leak = (typeof LEAKS)[number]

/** What a judgement rests on. */
export type Basis = 'delivered' | 'alert' | 'client-report' | 'silence' | 'path'

/** Why a judgement is inconclusive or skipped, as a stable word. */
export const REASONS = {
  'nothing-came': 'No client connected.',
  'only-probes': 'Someone connected and sent not one byte, and no client has said that it failed: a port check.',
  'never-tried-to-send': 'The client sent no MAIL, nothing refused it, and it did not say that it failed.',
  'only-tested':
    'The client only looked at the server: it stopped behind MAIL FROM, or tried one hello after another. It had no mail to send.',
  'certificate-unknown':
    'The client closed after the handshake without a word: that may be a refusal of the certificate, or not.',
  'control-failed':
    'The same client could not deliver to the healthy server, so that it did not deliver here proves nothing.',
  'simulator-ca-not-trusted':
    'The client does not trust the authority of the simulator, so it refuses every certificate of it.',
  'another-fault': 'The client refused for another reason than the one this scenario is about.',
  'outcome-not-judged': 'The scenario leaves open whether this outcome is right.',
  'behind-a-path': 'A real server stands behind the path: inside TLS nothing can be seen.',
  'transcript-truncated': 'The transcript reached its cap, and a session of the try is lost.',
  'client-cannot': 'The client says that it cannot do what is asked (exit code 89).',
  'not-served-here': 'This machine cannot serve the scenario.',
} as const satisfies Record<string, string>
export type Reason = keyof typeof REASONS

/** An expectation that was not met, with the events that prove it by their `seq`. */
export interface FailedExpectation {
  id: string
  expected: string
  found: string
  events: number[]
  /** How bad: a `warn` leaves the client in the right, but not in the clear. */
  verdict: 'fail' | 'warn'
}

/** A named cause with its evidence and what to do. */
export interface Diagnosis {
  id: string
  /** What happened, in one or two sentences. */
  cause: string
  /** What to change, and on which side. */
  advice: string
  /** RFC section, product article or page of this project. */
  reference: string
  /** `seq` of the events that show it. */
  events: number[]
}

/** What became of the mail at the next server, which the one that took it sent it on to. */
export interface Onward {
  /** `encrypted`, `in-clear` where one message was, `none` where nothing arrived. */
  outcome: Outcome
  /** The worst that the relay sent outside TLS. */
  leak: Leak
}

export interface Judgement {
  verdict: Verdict
  policy: Policy
  /** How the mail travelled that was accepted in the first try. */
  outcome: Outcome
  leak: Leak
  /** Behind the server that the client spoke to, and not of its doing; null where nothing was sent on. */
  onward: Onward | null
  basis: Basis
  reason: Reason | null
  /** A pass that rests on silence is not confirmed by the client. */
  confirmed: boolean
  failed: FailedExpectation[]
  /** The leading one first. */
  diagnoses: Diagnosis[]
}

/** What the client itself says of the try: its exit code, or an error that a test has caught. */
export interface ClientReport {
  says: 'delivered' | 'failed' | 'cannot' | 'timed-out'
  /** Its words, when it has any. */
  text?: string
  /** It has failed for now and keeps the mail in its queue. */
  keeps?: true
}
