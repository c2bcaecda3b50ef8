// Exit codes: a contract that scripts rely on (docs/reference/command-line.md).

export const EXIT = {
  pass: 0,
  'client-failed': 1,
  usage: 2,
  environment: 3,
  inconclusive: 4,
  bug: 70,
} as const

export type ExitName = keyof typeof EXIT

const ORDER: readonly ExitName[] = ['bug', 'usage', 'client-failed', 'environment', 'inconclusive', 'pass']

/** The exit of several results together: the worst in the order of the contract. */
export function worstExit(results: readonly ExitName[]): ExitName {
  return ORDER.find((name) => results.includes(name)) ?? 'pass'
}

/** A wrong command line; shown with a pointer to the help, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
