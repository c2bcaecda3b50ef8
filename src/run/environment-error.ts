// What this machine cannot do: the third kind of error, apart from mistakes of the scenario and our own bugs.

export const ENVIRONMENT_ERROR_CODES = {
  PORT_IN_USE: 'Another program listens on the port already.',
  PORT_FORBIDDEN: 'The port needs rights that this user does not have.',
  ADDRESS_NOT_AVAILABLE: 'This machine does not have the address.',
  LISTEN_FAILED: 'The port could not be opened for another reason.',
  CANNOT_SERVE: 'The scenario asks for something that no TLS engine of this machine can serve.',
  OUTPUT_UNWRITABLE: 'A file could not be written to its end: the disk is full, or its folder has gone.',
} as const

export type EnvironmentErrorCode = keyof typeof ENVIRONMENT_ERROR_CODES

/** Says what was tried, what stood in the way, and the next step. */
export class EnvironmentError extends Error {
  readonly code: EnvironmentErrorCode

  constructor(code: EnvironmentErrorCode, message: string, nextStep: string, options?: ErrorOptions) {
    super(`${message}  [${code}]\n  ${nextStep}`, options)
    this.name = 'EnvironmentError'
    this.code = code
  }
}
