// The same try, judged after a long run in which its events have left the transcript.
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { thinned } from '../../src/transcript/thin.ts'
import { type JudgeInput, judge } from '../../src/verdict/judge.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { aged, LATER_MS } from '../transcript/aged.ts'

/** The judgement is the same to the letter: every event that it names is still there. */
export function sameAfterLoss(t: Test, input: JudgeInput, what = 'the same judgement after a long run'): void {
  t.strictSame(...afterLoss(input, what))
}

/** What is found, what it has to be, and what is said of it. */
type Compared = [found: unknown, wanted: unknown, what: string]

/**
 * Every way of losing events, for one way of judging. Thousands of them are told as one assertion, which costs as much
 * as a judgement does; each that differs is one of its own. Returns how many were compared.
 */
export function sameHowever(t: Test, input: JudgeInput): number {
  const compared: Compared[] = [
    afterLoss(input, 'the same judgement after a long run'),
    afterLoss({ ...input, settleMs: 0 }, 'the same with later tries'),
    ...whenThinned(input),
  ]
  // What is lost of a second run may hold its mail.
  if (input.client?.says !== 'delivered') compared.push(forACommand(input))
  for (const [found, wanted, what] of compared) {
    if (!isDeepStrictEqual(found, wanted))
      t.strictSame(found, wanted, what, { policy: input.policy, client: input.client })
  }
  return compared.length
}

function afterLoss(input: JudgeInput, what: string): Compared {
  return [judge({ ...input, transcript: lastly(input.transcript) }), judge(input), what]
}

/**
 * The same for a launched command, to which every session counts as its own: those of the long run are its second run,
 * so that it is held against a second run of one session, in which nothing is lost.
 */
function forACommand(input: JudgeInput): Compared {
  const launched = { ...input, runsStartedAtMs: [0, LATER_MS] }
  const once = judge({ ...launched, transcript: withOneMore(input.transcript) })
  return [
    judge({ ...launched, transcript: lastly(input.transcript) }),
    once,
    'the same judgement of a launched command',
  ]
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
export function sameWhenThinned(t: Test, input: JudgeInput): void {
  for (const compared of whenThinned(input)) t.strictSame(...compared)
}

function whenThinned(input: JudgeInput): Compared[] {
  const whole = judge(input)
  const short = judge({ ...input, transcript: allThinned(input.transcript) })
  const findings = ({ failed, diagnoses }: Judgement) => [...failed, ...diagnoses]
  const strangers = findings(short).flatMap(({ id, events }, at) => {
    const all = findings(whole)[at]?.events ?? []
    return events.every((seq) => all.includes(seq)) && events.length > 0 === all.length > 0 ? [] : [id]
  })
  return [
    [withoutEvidence(short), withoutEvidence(whole), 'the same judgement of thinned sessions'],
    [strangers, [], 'every finding rests on some of the same events'],
  ]
}

const allThinned = remembered((transcript) => {
  const sessions = new Map<number, TranscriptEvent[]>()
  for (const event of transcript) {
    const session = sessions.get(event.session)
    if (session) session.push(event)
    else sessions.set(event.session, [event])
  }
  return [...sessions.values()].flatMap(thinned).sort((a, b) => a.seq - b.seq)
})

/** How often a refused command was repeated can only be said of what is left. */
function withoutEvidence({ failed, diagnoses, ...rest }: Judgement) {
  const words = (text: string) => text.replace(/(?:at least )?\d+ repeats/, 'some repeats')
  return {
    ...rest,
    failed: failed.map(({ events: _, ...each }) => ({ ...each, found: words(each.found) })),
    diagnoses: diagnoses.map(({ events: _, ...each }) => ({ ...each, cause: words(each.cause) })),
  }
}
