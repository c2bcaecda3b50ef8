// The suite that every diagnosis passes: labelled transcripts that must show it, and some that must not.
import { readdirSync } from 'node:fs'
import t from 'tap'
import { CATALOGUE } from '../../../src/catalogue.ts'
import { loadScenario } from '../../../src/scenario/load.ts'
import type { Policy } from '../../../src/scenario/words.ts'
import type { TranscriptEvent } from '../../../src/transcript/events.ts'
import type { DiagnosisDefinition } from '../../../src/verdict/diagnosis.ts'
import { type JudgeInput, judge } from '../../../src/verdict/judge.ts'
import type { ClientReport, Diagnosis } from '../../../src/verdict/judgement.ts'
import { vocabulary } from '../../../src/vocabulary.ts'
import { sameAfterLoss } from '../after-loss.ts'
import { TranscriptBuilder } from '../transcript-builder.ts'

/** What was seen of one client. */
export interface Seen {
  transcript: readonly TranscriptEvent[]
  /** The scenario that was served, by name or as keys. Default: healthy. */
  scenario?: string | object
  /** Default: mandatory. */
  policy?: Policy
  client?: ClientReport | null
}

/** Written by hand, or played by a real client against a real server. */
export type Given =
  | TranscriptBuilder
  | (Omit<Seen, 'transcript'> & { transcript: TranscriptBuilder })
  | (() => Promise<Seen>)

export interface Labels {
  triggers: Readonly<Record<string, Given>>
  /** At least two. */
  leaves: Readonly<Record<string, Given>>
}

export function testDiagnosis(definition: DiagnosisDefinition, { triggers, leaves }: Labels): void {
  const { id } = definition
  t.test(`${id} says what it is`, (t) => {
    t.ok(FILES.includes(`${id}.ts`), 'it lives in the file of its name')
    t.match(definition.cause, /\.$|\{\w+\}$/)
    t.match(definition.advice, /\.$/)
    t.not(definition.reference, '')
    t.ok(Object.keys(triggers).length >= 1, 'one transcript must show it')
    t.ok(Object.keys(leaves).length >= 2, 'two transcripts must not')
    t.end()
  })
  for (const [label, given] of Object.entries(triggers)) {
    t.test(`${id} is seen: ${label}`, async (t) => {
      const seen = await seenOf(given)
      const all = await diagnosesOf(seen)
      const found = all.find((each) => each.id === id)
      if (!found)
        return t.fail(`seen instead: ${all.map((each) => each.id).join(', ') || 'nothing'}`, { seen: story(seen) })
      t.notMatch(`${found.cause} ${found.advice}`, /\{\w+\}/, 'every word is filled in')
      t.ok(found.events.length > 0, 'it names its evidence')
      sameAfterLoss(t, await inputOf(seen))
      const known = seen.transcript.map(({ seq }) => seq)
      t.strictSame(
        found.events.filter((seq) => !known.includes(seq)),
        [],
        'the events are in the transcript',
      )
    })
  }
  for (const [label, given] of Object.entries(leaves)) {
    t.test(`${id} is not seen: ${label}`, async (t) => {
      const seen = await seenOf(given)
      const all = await diagnosesOf(seen)
      sameAfterLoss(t, await inputOf(seen))
      t.notOk(
        all.some((each) => each.id === id),
        'not this',
        { seen: story(seen) },
      )
    })
  }
}

/** What the judge says about one client, the leading diagnosis first. */
export async function diagnosesOf(seen: Seen): Promise<Diagnosis[]> {
  return judge(await inputOf(seen)).diagnoses
}

async function inputOf({
  transcript,
  scenario = 'healthy',
  policy = 'mandatory',
  client = null,
}: Seen): Promise<JudgeInput> {
  const loaded = await loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })
  return { scenario: loaded, transcript, policy, client }
}

export async function seenOf(given: Given): Promise<Seen> {
  if (typeof given === 'function') return given()
  return given instanceof TranscriptBuilder
    ? { transcript: given.events }
    : { ...given, transcript: given.transcript.events }
}

/** The transcript at a glance, for a test that fails. */
function story({ transcript }: Seen): string[] {
  return transcript.map(
    ({ event, session, seq: _, atMs: __, ...fields }) => `${session} ${event} ${JSON.stringify(fields).slice(0, 200)}`,
  )
}

const FILES = readdirSync(new URL('../../../src/verdict/diagnoses/', import.meta.url))
