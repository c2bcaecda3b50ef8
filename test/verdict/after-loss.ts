// The same try, judged after a long run in which its events have left the transcript.
import type { Test } from 'tap'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { thinned } from '../../src/transcript/thin.ts'
import { type JudgeInput, judge } from '../../src/verdict/judge.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { aged, LATER_MS } from '../transcript/aged.ts'

/** The judgement is the same to the letter: every event that it names is still there. */
export function sameAfterLoss(t: Test, input: JudgeInput, what = 'the same judgement after a long run'): void {
  t.strictSame(judge({ ...input, transcript: lastly(input.transcript) }), judge(input), what)
}

/**
 * The same for a launched command, to which every session counts as its own: those of the long run are its second run,
 * so that it is held against a second run of one session, in which nothing is lost.
 */
export function sameForACommand(t: Test, input: JudgeInput, what = 'the same judgement of a launched command'): void {
  const launched = { ...input, runsStartedAtMs: [0, LATER_MS] }
  const once = judge({ ...launched, transcript: withOneMore(input.transcript) })
  t.strictSame(judge({ ...launched, transcript: lastly(input.transcript) }), once, what)
}

/** A long run takes its time, and one transcript is judged in many ways. */
const lastly = remembered((transcript) => {
  const { events } = aged(transcript)
  if (events.some(({ event }) => event === 'transcript.thinned')) throw new Error('The transcript is too long.')
  return events
})

const withOneMore = remembered((transcript) => aged(transcript, { others: 1 }).events)

type Ageing = (transcript: readonly TranscriptEvent[]) => readonly TranscriptEvent[]

function remembered(age: Ageing): Ageing {
  const known = new WeakMap<readonly TranscriptEvent[], readonly TranscriptEvent[]>()
  return (transcript) => {
    const events = known.get(transcript) ?? age(transcript)
    known.set(transcript, events)
    return events
  }
}

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
