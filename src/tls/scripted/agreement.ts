// The outcome of two hellos.
import type { ServerIdentity } from './identity.ts'
import type { SuiteRecipe } from './suites.ts'

/** What both sides have agreed on before the first message goes out. */
export interface Agreement {
  version: number
  recipe: SuiteRecipe
  /** Whose certificate is shown; null for an anonymous server. */
  identity: ServerIdentity | null
  /** Groups for the key exchange that are left, in the server's order. */
  groups: readonly string[]
  extendedMasterSecret: boolean
  secureRenegotiation: boolean
  /** The client has asked for a stapled OCSP answer, and there is one. */
  staples: boolean
}
