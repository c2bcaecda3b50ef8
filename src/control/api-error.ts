// A request that is refused: a stable code, its HTTP status, and words that help.
import { RequestRefused } from '../http/guard.ts'
import { formatProblem, type LocatedProblem, ScenarioError } from '../scenario/scenario-error.ts'
import { ERROR_CODES, type ErrorBody, type ErrorCode } from './contract.ts'

export class ApiError extends Error {
  readonly code: ErrorCode
  readonly problems: readonly LocatedProblem[] | null

  constructor(code: ErrorCode, message: string, problems: readonly LocatedProblem[] | null = null) {
    super(message)
    this.code = code
    this.problems = problems
  }

  get status(): number {
    return ERROR_CODES[this.code][0]
  }

  get body(): ErrorBody {
    const problems = this.problems?.map((problem) => ({ ...problem, message: formatProblem(problem) }))
    return { error: { code: this.code, message: this.message, ...(problems && { problems }) } }
  }
}

interface FastifyTrouble extends Error {
  code?: string
  statusCode?: number
  validation?: unknown
}

/** What an error of any room means to who asked. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof RequestRefused) return new ApiError(error.code, error.message)
  if (error instanceof ScenarioError) {
    return new ApiError('scenario-invalid', 'The scenario cannot be used as it is written.', error.problems)
  }
  const { name, message, code, statusCode, validation } = error as FastifyTrouble
  if (name === 'CaError') return new ApiError('certificate-invalid', message)
  if (name === 'EnvironmentError') return new ApiError(OF_THE_MACHINE[code ?? ''] ?? 'cannot-listen', message)
  if (validation !== undefined) return new ApiError('bad-request', `${message}.`)
  if (statusCode === 413) return new ApiError('too-large', 'The body of the request is too large.')
  if (statusCode === 415) return new ApiError('wrong-content-type', 'Send the body as application/json.')
  if (statusCode !== undefined && statusCode < 500) return new ApiError('bad-request', `${message}.`)
  return new ApiError('bug', `A bug of smtp-simulator: ${error instanceof Error ? error.message : String(error)}`)
}

const OF_THE_MACHINE: Readonly<Record<string, ErrorCode>> = { CANNOT_SERVE: 'cannot-serve', PORT_IN_USE: 'port-taken' }
