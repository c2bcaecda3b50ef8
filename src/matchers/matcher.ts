// The contract of a matcher for test runners: a pure look at what was received, one file each.

/** What vitest and jest want back; `actual` and `expected` let them show a difference. */
export interface MatcherResult {
  pass: boolean
  message: () => string
  actual?: unknown
  expected?: unknown
}

/** A mistake of the test, not of the client: the wrong kind of thing was given to `expect`. */
export function received(what: string, value: unknown): never {
  throw new TypeError(`expect(...) was given ${value === null ? 'null' : typeof value}; this matcher wants ${what}`)
}
