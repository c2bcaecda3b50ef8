// `--policy`: what the client is configured to want.
import { POLICIES, type Policy } from '../scenario/words.ts'
import type { Arguments } from './arguments.ts'
import { UsageError } from './exit.ts'

/** `mandatory` unless said otherwise. Throws UsageError. */
export function readPolicy(given: Arguments): Policy {
  const asked = given.text('policy') ?? 'mandatory'
  const policy = POLICIES.find((each) => each === asked)
  if (policy) return policy
  throw new UsageError(`--policy ${asked}: expected one of ${POLICIES.join(', ')}.`)
}
