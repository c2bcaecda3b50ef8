// What a certificate fault is: its name, its words, and the change it makes to a healthy recipe.
import type { Recipe } from './recipe.ts'

/** The keys of the certificate mapping that can stand beside a fault. */
export type RecipeKey = 'names' | 'key' | 'signature' | 'chain' | 'days'

export interface CertificateFault<Name extends string = string> {
  /** As in YAML, in the file's name and in docs/reference/certificates.md. */
  readonly name: Name
  readonly doc: string
  /** The keys that the fault itself decides: they cannot stand beside it. */
  readonly settles: readonly RecipeKey[]
  /** Whose certificate can have it. */
  readonly sides: readonly ('server' | 'client')[]
  apply(recipe: Recipe): Recipe
}

/** Keeps the name's type, so that the list of all faults types the names. */
export function certificateFault<const Name extends string>(fault: CertificateFault<Name>): CertificateFault<Name> {
  return fault
}
