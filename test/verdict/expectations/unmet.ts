// Judges a transcript against one named expectation, in a scenario where every outcome is right.
import { type JudgeInput, judge } from '../../../src/verdict/judge.ts'
import type { FailedExpectation, Judgement } from '../../../src/verdict/judgement.ts'
import { loaded } from '../real-runs.ts'
import type { TranscriptBuilder } from '../transcript-builder.ts'

type More = Partial<Omit<JudgeInput, 'scenario' | 'transcript'>>

const ALL = { encrypted: 'pass', none: 'pass', 'in-clear': 'pass' }

export async function judgedBy(
  expectations: object,
  { events }: TranscriptBuilder,
  more: More = {},
): Promise<Judgement> {
  const expect = { mandatory: ALL, unverified: ALL, opportunistic: ALL, ...expectations }
  return judge({ scenario: await loaded({ expect }), transcript: events, policy: 'mandatory', ...more })
}

/** How the expectation `name` with these options was not met; null when it was. */
export async function unmet(name: string, options: unknown, builder: TranscriptBuilder, more: More = {}) {
  const { failed } = await judgedBy({ [name]: options }, builder, more)
  return failed.find(({ id }: FailedExpectation) => id === name) ?? null
}
