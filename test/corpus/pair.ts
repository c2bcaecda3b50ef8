// The shape of the corpus: what a real client with a known setting does to a scenario, and what is right to say of it.
// A file of test/corpus/pairs holds one client:
//
//   client: curl
//   settings:                        its one-line commands; test/corpus/materials.ts says what stands for `{...}`
//     required: curl -q ... --ssl-reqd
//     tries: curl -q ... --ssl
//   flips:                           two settings that differ in one option, against one scenario: judged differently
//     - scenario: no-starttls
//       policy: mandatory            what is asked of the client: its own, or a stricter one that its setting does not meet
//       option: [--ssl-reqd, --ssl]  the words of the option on either side; empty where it is left out
//       labels:                      one line each
//         required: { verdict: pass, outcome: none, diagnosis: starttls-not-offered, because: It ends with 64. }
//         tries: { verdict: fail, outcome: in-clear, diagnosis: starttls-not-offered, because: It goes on in clear. }
//
// A label is reasoned from the client's setting and what is documented of client and scenario, and written down before the
// run. A changed label is a commit of its own that says why; test/corpus/history.ts holds the commits to that.
import { parse } from 'yaml'
import type { Outcome, Policy } from '../../src/scenario/words.ts'
import type { Verdict } from '../../src/verdict/judgement.ts'
import type { ClientName } from '../clients/client.ts'

/** nodemailer is a development dependency: it is always there. */
export type CorpusClient = ClientName | 'nodemailer'

export interface Label {
  verdict: Verdict
  outcome: Outcome
  /** The leading diagnosis; null when there is nothing to say. */
  diagnosis: string | null
  because: string
}

/** Two labels by their settings; null is one that is still to be written. */
interface Flip {
  scenario: string
  policy: Policy
  option: [string, string]
  labels: Record<string, Label | null>
}

export interface PairsFile {
  client: CorpusClient
  settings: Record<string, string>
  flips: Flip[]
}

/** What is played, and what decides it. */
export interface Pair {
  id: string
  client: CorpusClient
  setting: string
  command: string
  scenario: string
  policy: Policy
  label: Label | null
  /** The option that decides; on this side it may be left out, and `flipped` says what stands on the other. */
  decidedBy: string
  flipped: string
  /** The id of the pair with that option flipped. */
  flips: string
}

export function readPairs(text: string): PairsFile {
  return parse(text)
}

/** @throws {Error} A flip has not two labels, or names a setting that the file does not have. */
export function pairsOf({ client, settings, flips }: PairsFile): Pair[] {
  return flips.flatMap(({ scenario, policy, option, labels }) => {
    const sides = Object.entries(labels).map(([setting, label], side) => {
      const command = settings[setting]
      if (command === undefined) throw new Error(`${client}, ${scenario}: no setting is called "${setting}".`)
      const id = `${client} ${setting} / ${scenario} / ${policy}`
      return { id, client, setting, command, scenario, policy, label, decidedBy: option[side] ?? '' }
    })
    const [one, other] = sides
    if (!one || !other || sides.length > 2) {
      throw new Error(`${client}, ${scenario}: a flip has two labels, not ${sides.length}.`)
    }
    const acrossFrom = (own: typeof one, across: typeof one): Pair => ({
      ...own,
      flipped: across.decidedBy,
      flips: across.id,
    })
    return [acrossFrom(one, other), acrossFrom(other, one)]
  })
}
