// What can go wrong with the folder of a saved run: one class, one code for each cause.

/** Every code of a `SavedRunError` and when it is raised, for docs/reference/error-codes.md. */
export const SAVED_ERROR_CODES = {
  SAVED_RUN_UNWRITABLE: 'A file of a saved run cannot be written: no room on the disk, no right, something in the way.',
  SAVED_RUN_MISSING: 'The folder is no saved run: nothing of one lies in it, or it is not there.',
  SAVED_RUN_DAMAGED: 'The folder was a saved run; what tells of its servers is damaged or missing.',
  SAVED_RUN_UNKNOWN_VERSION:
    'The folder was written by another version of the simulator, in a form that is not known here.',
} as const satisfies Record<string, string>

export type SavedErrorCode = keyof typeof SAVED_ERROR_CODES

/** Says which file, what was found, and the next step. */
export class SavedRunError extends Error {
  readonly code: SavedErrorCode

  constructor(code: SavedErrorCode, found: string, nextStep: string, options?: ErrorOptions) {
    super(`${found}  [${code}]\n  ${nextStep}`, options)
    this.name = 'SavedRunError'
    this.code = code
  }
}
