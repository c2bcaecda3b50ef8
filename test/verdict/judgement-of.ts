// Judgements of transcripts written by hand, for the tests of what they rest on; the policy is mandatory.
import { type JudgeInput, judge } from '../../src/verdict/judge.ts'
import type { ClientReport, Judgement } from '../../src/verdict/judgement.ts'
import { expectOf, type ROWS } from './design-table.ts'
import { loaded } from './real-runs.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

export const FAILED: ClientReport = { says: 'failed' }
export const DELIVERED: ClientReport = { says: 'delivered' }
export const TIMED_OUT: ClientReport = { says: 'timed-out' }

type More = Partial<Omit<JudgeInput, 'scenario' | 'transcript'>>

export async function judgementOf(
  scenario: string | object,
  { events }: TranscriptBuilder,
  more: More = {},
): Promise<Judgement> {
  return judge({ scenario: await loaded(scenario), transcript: events, policy: 'mandatory', ...more })
}

/** The healthy server with what is right for another kind of scenario. */
export const expecting = (kind: keyof typeof ROWS, more = {}) => ({ expect: expectOf(kind), ...more })

/** A control that did send. */
export const HEALTHY = await judgementOf('healthy', healthyTranscript())

export const onlyHello = () => transcript().session().ehlo().quit()
export const refused = () => transcript().session().tls().asks('MAIL FROM:<a@x>', '550 no').quit()
export const silentlyGone = () => transcript().session().starttls().hello().established().closed()
export const alerted = (name: string) =>
  transcript().session().starttls().hello().alert('received', name).failed('client-alert')
