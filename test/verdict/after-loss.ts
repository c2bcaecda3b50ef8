// The same try, judged after a long run in which its events have left the transcript.
import type { Test } from 'tap'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { thinned } from '../../src/transcript/thin.ts'
import { type JudgeInput, judge } from '../../src/verdict/judge.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { aged } from '../transcript/aged.ts'

/** The judgement is the same to the letter: every event that it names is still there. */
export function sameAfterLoss(t: Test, input: JudgeInput, what = 'the same judgement after a long run'): void {
  const transcript = lastly.get(input.transcript) ?? aged(input.transcript).events
  lastly.set(input.transcript, transcript)
  if (transcript.some(({ event }) => event === 'transcript.thinned')) throw new Error('The transcript is too long.')
  t.strictSame(judge({ ...input, transcript }), judge(input), what)
}

/** A long run takes its time, and one transcript is judged in many ways. */
const lastly = new WeakMap<readonly TranscriptEvent[], readonly TranscriptEvent[]>()

/** Every session thinned, as if it were longer than a record may be: less evidence, the same judgement. */
export function sameWhenThinned(t: Test, input: JudgeInput, what = 'the same judgement of thinned sessions'): void {
  const whole = judge(input)
  const short = judge({ ...input, transcript: allThinned(input.transcript) })
  t.strictSame(withoutEvidence(short), withoutEvidence(whole), what)
  const findings = ({ failed, diagnoses }: Judgement) => [...failed, ...diagnoses]
  for (const [at, { id, events }] of findings(short).entries()) {
    const all = findings(whole)[at]?.events ?? []
    t.ok(
      events.every((seq) => all.includes(seq)) && events.length > 0 === all.length > 0,
      `${id} rests on some of the same events`,
    )
  }
}

export function allThinned(transcript: readonly TranscriptEvent[]): TranscriptEvent[] {
  const sessions = new Map<number, TranscriptEvent[]>()
  for (const event of transcript) {
    const session = sessions.get(event.session)
    if (session) session.push(event)
    else sessions.set(event.session, [event])
  }
  return [...sessions.values()].flatMap(thinned).sort((a, b) => a.seq - b.seq)
}

/** How often a refused command was repeated can only be said of what is left. */
function withoutEvidence({ failed, diagnoses, ...rest }: Judgement) {
  const words = (text: string) => text.replace(/(?:at least )?\d+ repeats/, 'some repeats')
  return {
    ...rest,
    failed: failed.map(({ events: _, ...each }) => ({ ...each, found: words(each.found) })),
    diagnoses: diagnoses.map(({ events: _, ...each }) => ({ ...each, cause: words(each.cause) })),
  }
}
