// A certificate for a client, healthy or with a fault, that a server of this authority can check.
import type { Authority } from './authority.ts'
import { issueRecipe, withFault } from './certificate.ts'
import { type FaultName, faultsOf } from './faults/index.ts'
import { healthyClientRecipe } from './recipe.ts'

/** The faults that a client certificate can have: those that are not about the server's name or purpose. */
export const CLIENT_FAULTS = faultsOf('client')

/** PEM texts: the certificate with the chain that is sent, its key (PKCS#8), and the root that the server's side uses. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/**
 * A client certificate named `name` (the common name; a host name also in the SAN), made once per authority.
 * Throws CaError CERTIFICATE_FAULT_UNKNOWN for a fault that only a server's certificate can have.
 */
export async function issueClientCertificate(
  authority: Authority,
  { fault, name = 'smtp-simulator test client' }: { fault?: FaultName; name?: string } = {},
): Promise<ClientCertificate> {
  const recipe = withFault(healthyClientRecipe(name), fault, CLIENT_FAULTS)
  const [credential] = await issueRecipe(authority, recipe)
  if (!credential) throw new RangeError('A client recipe has a key')
  return { cert: credential.certificatePem, key: credential.keyPem, ca: await authority.certificatePem() }
}
