// The digests that TLSA records hold of what a server shows (RFC 6698 section 2.1), with selector SPKI and SHA2-256.
import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { TlsaRecord } from '../transcript/tlsa.ts'
import type { Authority } from './authority.ts'
import { type CertificateSpec, type MadeCertificate, recipeOf } from './certificate.ts'
import { certificatesIn } from './der.ts'
import { type KeyKind, leafKeyPair } from './keys.ts'
import { type OwnCertificate, readOwnCertificate } from './own-certificate.ts'
import type { Recipe } from './recipe.ts'

/** A record that does not know yet at which port it will stand. */
export type TlsaDigest = Omit<TlsaRecord, 'owner'>

/**
 * What a domain publishes for the certificates of this specification: `3 1 1` for each key, `2 1 1` for the authority
 * above them, if there is one. Takes what `issue` takes, and needs no certificate to be made. Throws CaError.
 */
export async function tlsaDigests(
  authority: Authority,
  spec: CertificateSpec,
  names: readonly string[],
  { baseDir = '.', edition = 0 }: { baseDir?: string; edition?: number } = {},
): Promise<TlsaDigest[]> {
  if ('pem' in spec || 'pfx' in spec) return ofOwn(spec, baseDir)
  const recipe = recipeOf(spec as MadeCertificate, names, edition)
  return recipe.published === 'predecessor' ? ofPredecessor() : ofRecipe(recipe, authority)
}

async function ofRecipe(recipe: Recipe, authority: Authority): Promise<TlsaDigest[]> {
  const own = await Promise.all(recipe.keys.map((kind) => ofLeafKey(kind, recipe.edition)))
  if (recipe.issuer === 'self') return own
  // The root, where it is sent, stays when an intermediate authority is replaced.
  const anchor = recipe.sends.includes('root') ? 'root' : recipe.issuer
  const { certificatePem } = await authority.issuer(anchor)
  return [...own, digestOf(2, publicKeyOf(certificatePem), 'authority', recipe.sends.includes(anchor))]
}

const PREDECESSOR = { leaf: -1, authority: -2 } as const

/** Records of keys that nobody shows any more: those of the certificate before, and of the authority before. */
async function ofPredecessor(): Promise<TlsaDigest[]> {
  const { publicPem } = await leafKeyPair('p256', PREDECESSOR.authority)
  const leaf = await ofLeafKey('p256', PREDECESSOR.leaf)
  return [{ ...leaf, sent: false }, digestOf(2, createPublicKey(publicPem), 'authority', false)]
}

async function ofLeafKey(kind: KeyKind, edition: number): Promise<TlsaDigest> {
  const { publicPem } = await leafKeyPair(kind, edition)
  return digestOf(3, createPublicKey(publicPem), kind === 'p256' ? 'ecdsa' : 'rsa', true)
}

async function ofOwn(spec: OwnCertificate, baseDir: string): Promise<TlsaDigest[]> {
  const credential = await readOwnCertificate(spec, baseDir)
  const pem = 'pfx' in credential ? await pemOf(credential) : credential.certificatePem
  const [leaf, ...chain] = certificatesIn(pem).map((each) => new X509Certificate(each))
  if (!leaf) return []
  const kind = leaf.publicKey.asymmetricKeyType ?? 'other'
  const own = digestOf(3, leaf.publicKey, kind === 'ec' ? 'ecdsa' : kind, true)
  const authorities = chain.filter(({ ca }) => ca)
  const top = authorities.find(({ issuer, subject }) => issuer === subject) ?? authorities.at(-1)
  return top ? [own, digestOf(2, top.publicKey, 'authority', true)] : [own]
}

/** Empty for a file that only OpenSSL reads: it can be served, and its records cannot be told. */
async function pemOf(credential: { pfx: Buffer; passphrase?: string }): Promise<string> {
  const { fromPkcs12 } = await import('./pkcs12.ts')
  return fromPkcs12(credential).then(
    ({ cert }) => cert,
    () => '',
  )
}

function publicKeyOf(certificatePem: string): KeyObject {
  return new X509Certificate(certificatePem).publicKey
}

function digestOf(usage: TlsaRecord['usage'], key: KeyObject, kind: string, sent: boolean): TlsaDigest {
  const data = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  return { usage, selector: 1, matching: 1, data, key: kind, sent }
}
