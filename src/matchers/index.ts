// All matchers, by the name that they have behind `expect(...)`.
import type { Outcome } from '../scenario/words.ts'
import type { Verdict } from '../verdict/judgement.ts'
import { toHaveDiagnosis } from './to-have-diagnosis.ts'
import { toHaveLeaked } from './to-have-leaked.ts'
import { toHaveOutcome } from './to-have-outcome.ts'
import { type ExpectedMessage, toHaveReceivedMessage } from './to-have-received-message.ts'
import { toHaveVerdict } from './to-have-verdict.ts'

export const MATCHERS = { toHaveVerdict, toHaveOutcome, toHaveLeaked, toHaveDiagnosis, toHaveReceivedMessage }

/** The matchers as a test sees them; `R` is what the runner's assertions return. */
export interface SimulatorMatchers<R = unknown> {
  /** The verdict of a judgement is this one. */
  toHaveVerdict(verdict: Verdict): R
  /** The mail of a judgement travelled so. */
  toHaveOutcome(outcome: Outcome): R
  /** Something about the mail was sent outside TLS. */
  toHaveLeaked(): R
  /** A diagnosis is among those of a judgement. */
  toHaveDiagnosis(id: string): R
  /** A server has taken such a message. Await it. */
  toHaveReceivedMessage(expected?: ExpectedMessage): Promise<R>
}
