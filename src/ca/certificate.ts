// What a server shows: certificates made to a specification, or the user's own.
import type { Authority } from './authority.ts'
import { buildCertificate, derOf } from './build.ts'
import { daysFrom } from './days.ts'
import { CaError } from './errors.ts'
import { type FaultName, faultsOf, findFault } from './faults/index.ts'
import { leafKeyPair } from './keys.ts'
import { type OwnCertificate, type OwnCredential, readOwnCertificate } from './own-certificate.ts'
import { type ChainLink, healthyServerRecipe, type Recipe } from './recipe.ts'
import { ocspResponse } from './revocation.ts'
import { type Digest, serialOf } from './sign.ts'

export const KEY_CHOICES = ['rsa', 'ecdsa', 'rsa+ecdsa'] as const
export const CHAIN_CHOICES = ['full', 'with-root', 'leaf', 'reversed'] as const

/** A certificate that is made: the healthy one, with the keys that differ. */
export interface MadeCertificate {
  fault?: FaultName
  /** DNS names and IP addresses, in place of the server's own. */
  names?: string[]
  key?: (typeof KEY_CHOICES)[number]
  signature?: Digest
  /** What is sent of a chain with an intermediate. Absent: the root signs the certificate directly. */
  chain?: (typeof CHAIN_CHOICES)[number]
  /** How long it is still valid. */
  days?: number
}

export type CertificateSpec = MadeCertificate | OwnCertificate

/** A certificate and its key as `tls.createSecureContext` takes them. */
export type Credential = PemCredential | OwnCredential

export interface PemCredential {
  /** The leaf, and behind it the chain as it is sent. */
  readonly certificatePem: string
  /** PKCS#8, not encrypted. */
  readonly keyPem: string
  readonly kind: 'rsa' | 'ecdsa'
  /** The OCSP answer to staple; absent: none. */
  readonly ocsp?: Buffer
}

/** The names on a server's certificate; the first is also the common name, as most clients dial it. */
export function serverNames(hostname: string, extra: readonly string[] = []): string[] {
  return [...new Set(['localhost', hostname, ...extra, '127.0.0.1', '::1'])]
}

/**
 * The credentials of a server: one RSA and one ECDSA unless the specification says otherwise, made once per authority
 * and recipe. Another `edition` has keys of its own. `names` as from `serverNames`. Relative paths of the user's own files start at `baseDir`, the folder of
 * the scenario file. Throws CaError.
 */
export async function issue(
  authority: Authority,
  spec: CertificateSpec,
  names: readonly string[],
  { baseDir = '.', edition = 0 }: { baseDir?: string; edition?: number } = {},
): Promise<Credential[]> {
  if ('pem' in spec || 'pfx' in spec) return [await readOwnCertificate(spec, baseDir)]
  return issueRecipe(authority, recipeOf(spec as MadeCertificate, names, edition))
}

/** The recipe of a certificate that is made, of one `edition`. Throws CaError. */
export function recipeOf(made: MadeCertificate, names: readonly string[], edition = 0): Recipe {
  const healthy = { ...healthyServerRecipe(made.names ?? names), edition }
  return withFault(specified(healthy, made), made.fault)
}

/** One credential for each key of the recipe, with the certificates that it sends. */
export function issueRecipe(authority: Authority, recipe: Recipe): Promise<PemCredential[]> {
  return Promise.all(
    recipe.keys.map((kind) => {
      const single = { ...recipe, keys: [kind] }
      return authority.remember(JSON.stringify(single), () => makeCredential(authority, single, kind))
    }),
  )
}

/** The recipe with a fault. Throws CaError CERTIFICATE_FAULT_UNKNOWN for a name that no fault of these has. */
export function withFault(
  recipe: Recipe,
  name: string | undefined,
  faults: readonly { readonly name: string }[] = faultsOf('server'),
): Recipe {
  if (name === undefined) return recipe
  const fault = findFault(name)
  if (fault && faults.includes(fault)) return fault.apply(recipe)
  throw new CaError(
    'CERTIFICATE_FAULT_UNKNOWN',
    `"${name}" is no fault of this kind of certificate.`,
    `Take one of ${faults.map((known) => known.name).join(', ')}.`,
  )
}

function specified(recipe: Recipe, { key, signature, chain, days }: MadeCertificate): Recipe {
  return {
    ...recipe,
    // There is no ECDSA with MD5: an authority's RSA key could sign so, but no client would expect it.
    keys: KEYS[key ?? (signature === 'md5' ? 'rsa' : 'rsa+ecdsa')],
    ...(signature && { digest: signature }),
    ...(chain && { issuer: 'intermediate', sends: CHAINS[chain] }),
    ...(days !== undefined && { validUntilDays: days }),
  }
}

async function makeCredential(
  authority: Authority,
  recipe: Recipe,
  kind: Recipe['keys'][number],
): Promise<PemCredential> {
  const pair = await leafKeyPair(kind, recipe.edition)
  const now = authority.now()
  const leaf = await buildCertificate(
    {
      commonName: recipe.commonName,
      organization: recipe.organization,
      notBefore: daysFrom(now, recipe.validFromDays),
      notAfter: daysFrom(now, recipe.validUntilDays),
      role: { names: recipe.names, purposes: recipe.purposes },
    },
    pair,
    recipe.issuer === 'self' ? 'self' : await authority.issuer(recipe.issuer),
    recipe.digest,
  )
  const chain = await Promise.all(
    recipe.sends.map(async (sent) => (sent === 'leaf' ? leaf : (await authority.issuer(sent)).certificatePem)),
  )
  const credential: PemCredential = {
    certificatePem: chain.join(''),
    keyPem: pair.privatePem,
    kind: kind === 'p256' ? 'ecdsa' : 'rsa',
  }
  return recipe.revoked ? { ...credential, ocsp: await takeBack(authority, derOf(leaf)) } : credential
}

/** Revokes a certificate; the OCSP answer that says so. */
async function takeBack(authority: Authority, certificate: Buffer): Promise<Buffer> {
  const revocation = authority.revoke(serialOf(certificate))
  return ocspResponse(certificate, revocation, await authority.issuer('root'), authority.now())
}

const KEYS: Readonly<Record<(typeof KEY_CHOICES)[number], Recipe['keys']>> = {
  rsa: ['rsa2048'],
  ecdsa: ['p256'],
  'rsa+ecdsa': ['rsa2048', 'p256'],
}

const CHAINS: Readonly<Record<(typeof CHAIN_CHOICES)[number], readonly ChainLink[]>> = {
  full: ['leaf', 'intermediate'],
  'with-root': ['leaf', 'intermediate', 'root'],
  leaf: ['leaf'],
  reversed: ['leaf', 'root', 'intermediate'],
}
