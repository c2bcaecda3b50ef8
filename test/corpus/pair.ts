// The shape of the corpus: what a real client with a known setting does to a scenario, and what is right to say of it.
import type { Outcome, Policy } from '../../src/scenario/words.ts'
import type { Verdict } from '../../src/verdict/judgement.ts'
import type { ClientName } from '../clients/client.ts'

/** nodemailer is a development dependency: it is always there. */
export type CorpusClient = ClientName | 'nodemailer'

/**
 * A label: reasoned from the client's setting and what is documented of the client, written down before the run.
 * A changed label is a commit of its own that says why.
 */
export interface Label {
  /** Key of the setting in its corpus file. */
  setting: string
  /** What is asked of the client: its own, or a stricter one that its setting does not meet. */
  policy: Policy
  verdict: Verdict
  outcome: Outcome
  /** The leading diagnosis; null when there is nothing to say. */
  diagnosis: string | null
  because: string
}

/** Two settings that differ in one option only, against the same scenario, and so are judged differently. */
export interface Flip {
  scenario: string
  /** The words of the option in the command of either side; empty where it is left out. */
  option: readonly [string, string]
  labels: readonly [Label, Label]
}

export interface ClientCorpus {
  client: CorpusClient
  /** The one-line command of each setting; test/corpus/materials.ts says what stands for `{...}`. */
  settings: Readonly<Record<string, string>>
  flips: readonly Flip[]
}

/** A label together with what decides it. */
export interface Pair extends Label {
  id: string
  client: CorpusClient
  command: string
  scenario: string
  /** The option that decides; on this side it may be left out, and `flipped` says what stands on the other. */
  decidedBy: string
  flipped: string
  /** The id of the pair with that option flipped. */
  flips: string
}

export function label(
  setting: string,
  policy: Policy,
  verdict: Verdict,
  outcome: Outcome,
  diagnosis: string | null,
  because: string,
): Label {
  return { setting, policy, verdict, outcome, diagnosis, because }
}

export function pairsOf({ client, settings, flips }: ClientCorpus): Pair[] {
  const idOf = (scenario: string, { setting, policy }: Label) => `${client} ${setting} / ${scenario} / ${policy}`
  return flips.flatMap(({ scenario, option: [one, other], labels: [left, right] }) => {
    const pair = (own: Label, decidedBy: string, flipped: string, across: Label): Pair => ({
      ...own,
      ...{ client, scenario, decidedBy, flipped },
      id: idOf(scenario, own),
      command: settings[own.setting] ?? '',
      flips: idOf(scenario, across),
    })
    return [pair(left, one, other, right), pair(right, other, one, left)]
  })
}
