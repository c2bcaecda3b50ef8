// Requests to the HTTP APIs of the simulator, typed by their contracts.
import { type ErrorBody, PREFIX } from '../control/contract.ts'

/** A refusal in the API's own words. */
export class RequestError extends Error {
  readonly code: string
  readonly problems: readonly string[]

  constructor({ error }: ErrorBody) {
    super(error.message)
    this.code = error.code
    this.problems = error.problems?.map(({ message }) => message) ?? []
  }
}

/** Requests below a path. They throw RequestError, and TypeError where nobody answers. */
export function requests(prefix: string) {
  return async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> => {
    const response = await fetch(`${prefix}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    const answer = text === '' ? undefined : JSON.parse(text)
    if (!response.ok) throw new RequestError(answer as ErrorBody)
    return answer as T
  }
}

export const api = requests(PREFIX)

export const get = <T>(path: string) => api<T>('GET', path)
