// Groups of Diffie-Hellman that are too short or broken, by the names of the scenario format.
import type { TlsKeys } from '../../scenario/schema.ts'

/** RFC 9325 section 4.5. */
const LEAST_BITS = 2048

const BROKEN: Readonly<Record<string, string>> = {
  'dh-composite': 'has a modulus that is no prime, so that who made it can read everything',
  'dh-small-subgroup': 'has so few elements that the secret is found by trying them',
}

export interface WeakGroup {
  name: string
  /** In words that follow "it". */
  why: string
}

/** The group that the server uses with DHE, when it is one that nobody should take. */
export function weakGroupOf({ groups = [] }: TlsKeys): WeakGroup | null {
  const name = groups.find((each) => each.startsWith('dh'))
  if (name === undefined) return null
  const broken = BROKEN[name]
  if (broken !== undefined) return { name, why: broken }
  const bits = Number(/^dh(\d+)$/.exec(name)?.[1])
  return bits < LEAST_BITS ? { name, why: `has ${bits} bits where ${LEAST_BITS} are the least` } : null
}

/** `TLS_DHE_RSA_WITH_...`, `TLS_DH_anon_WITH_...`: the suites that use such a group. */
export function usesDhGroup(suite: string): boolean {
  return /^TLS_(DHE_|DH_anon_)/.test(suite)
}
