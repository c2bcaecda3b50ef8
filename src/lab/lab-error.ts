// A mistake in what is asked of the labs: which one, which question, which answer.
import type { LabErrorCode } from './error-codes.ts'

export interface LabMistake {
  code: LabErrorCode
  /** Where: `name-mismatch, question who-checks`. */
  where: string
  found: string
  expected: string
  didYouMean?: string
}

/** Two lines: where and what was found, then what was meant or expected. */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: LabErrorCode

  constructor({ code, where, found, expected, didYouMean }: LabMistake) {
    const meant = didYouMean === undefined ? '' : `Did you mean "${didYouMean}"?  `
    super(`${where}  ${found}.  [${code}]\n  ${meant}Expected ${expected}.`)
    this.code = code
  }
}
