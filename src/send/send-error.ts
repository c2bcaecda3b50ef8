// A mistake in what a sender was asked for: which sender, which setting, which target.

/** What each code means; docs/reference/error-codes.md is made from it. */
export const SEND_ERROR_CODES = {
  SEND_UNKNOWN_SENDER: 'No sender has this name.',
  SEND_UNKNOWN_SETTING: 'The sender has no setting of this name.',
  SEND_WRONG_VALUE: 'A value that the setting does not take.',
  SEND_WRONG_TARGET: 'The target is no `host:port`, or an address of the mail is none.',
} as const satisfies Record<string, string>

export type SendErrorCode = keyof typeof SEND_ERROR_CODES

export interface SendMistake {
  code: SendErrorCode
  /** Where: `exchange-2016 RequireTLS`. */
  where: string
  found: string
  expected: string
  didYouMean?: string
}

/** Two lines: where and what was found, then what was meant or expected. */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly code: SendErrorCode
  readonly mistake: Readonly<SendMistake>

  constructor(mistake: SendMistake) {
    const { code, where, found, expected, didYouMean } = mistake
    const meant = didYouMean === undefined ? '' : `Did you mean "${didYouMean}"?  `
    super(`${where}  ${found}.  [${code}]\n  ${meant}Expected ${expected}.`)
    this.code = code
    this.mistake = mistake
  }
}
