// The contract of a diagnosis: one file each under diagnoses/, data and one pure look at the try.
import type { TlsKeys } from '../scenario/schema.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import type { ClientReport, Diagnosis, FailedExpectation, Judgement } from './judgement.ts'
import type { Tries, TryView } from './try-view.ts'

/** What a diagnosis may look at. */
export interface Findings {
  tries: Tries
  first: TryView
  policy: Judgement['policy']
  outcome: Judgement['outcome']
  leak: Judgement['leak']
  client: ClientReport | null
  /** The fault of the server's certificate in this scenario; null when it has none or is the user's own. */
  certificateFault: string | null
  /** The TLS keys of the server that the first session met; an absent key has its default. */
  tls: TlsKeys
  /** A policy picked the client by its address, and other addresses are offered STARTTLS. */
  starttlsElsewhere: boolean
  /** What shows that the client only looked at the server; null where it may have had a mail to send. */
  tested: DiagnosisEvents | null
  /** Rules that hold everywhere and were broken. */
  broken: readonly FailedExpectation[]
}

export type DiagnosisEvents = readonly TranscriptEvent[]

/** What was seen: the events that show it, and words that fill `{...}` in cause and advice. */
export interface Sighting {
  events: DiagnosisEvents
  words?: Readonly<Record<string, string>>
}

export interface DiagnosisDefinition {
  /** The name of the file, the anchor in docs/reference/diagnoses.md. */
  id: string
  /**
   * How close to the root of the matter: the leading diagnosis is the one with the highest rank.
   * 90: the story itself (a fallback, a firewall); 70: a concrete mismatch; 50: a refusal as such; 30: a habit; 10: a remark.
   */
  rank: number
  /** What happened, in one or two sentences that a support person understands. */
  cause: string
  /** What to change, and on which side. */
  advice: string
  /** RFC section, product article or page of this project. */
  reference: string
  /** Null when it is not there. */
  looksFor(findings: Findings): Sighting | null
}

export function diagnosis(definition: DiagnosisDefinition): DiagnosisDefinition {
  return definition
}

/** All that were seen, the leading one first. */
export function diagnose(definitions: readonly DiagnosisDefinition[], findings: Findings): Diagnosis[] {
  return definitions
    .flatMap((definition) => {
      const sighting = definition.looksFor(findings)
      return sighting ? [{ definition, sighting }] : []
    })
    .sort((a, b) => b.definition.rank - a.definition.rank || a.definition.id.localeCompare(b.definition.id))
    .map(({ definition: { id, cause, advice, reference }, sighting: { events, words = {} } }) => ({
      id,
      cause: fill(cause, words),
      advice: fill(advice, words),
      reference,
      events: [...new Set(events.map((event) => event.seq))],
    }))
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole)
}
