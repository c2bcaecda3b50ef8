// The contract of a named expectation: one file each under expectations/, a word of `expect:`.
import type { Shape } from '../scenario/shape.ts'
import type { ClientReport, FailedExpectation, Judgement } from './judgement.ts'
import type { Tries, TryView } from './try-view.ts'

/** What an expectation may look at. */
export interface Evidence {
  tries: Tries
  first: TryView
  outcome: Judgement['outcome']
  /** A later try of the same client brought a mail in. */
  deliveredLater: boolean
  policy: Judgement['policy']
  client: ClientReport | null
  control: Judgement | null
}

/** What was expected and what was found in its place. */
export interface Unmet extends Omit<FailedExpectation, 'id' | 'verdict'> {
  /** It rests on something that did not happen: a client that never tried to send explains that, too. */
  restsOnAbsence?: true
  /** It rests on what no later try has brought: one that is lost explains that, too. */
  restsOnLaterTries?: true
}

export interface Expectation<Options> {
  /** The word in `expect:`, the name of the file, the anchor in docs/reference/expectations.md. */
  name: string
  doc: string
  options: Shape<Options>
  /** Null when it is met, or cannot be known. */
  check(options: Options, evidence: Evidence): Unmet | null
}

/** Keeps the options of an expectation typed inside its file while the list of expectations forgets them. */
export function expectation<Options>(definition: Expectation<Options>): Expectation<unknown> {
  return {
    ...definition,
    options: definition.options as Shape<unknown>,
    check: (options, evidence) => definition.check(options as Options, evidence),
  }
}
