// Builds one certificate: selfsigned writes its fields, sign.ts gives it its issuer and its signature.
import { writeAlternativeNames } from './alternative-names.ts'
import { pemOfCertificate } from './der.ts'
import type { KeyPair } from './keys.ts'
import { type Digest, extension, type Signer, signCertificate, signerOf } from './sign.ts'

/** What a certificate may be used for (RFC 5280 section 4.2.1.12). */
export type Purpose = 'serverAuth' | 'clientAuth'

export interface CertificateFields {
  readonly commonName: string | null
  readonly organization: string | null
  readonly notBefore: Date
  readonly notAfter: Date
  /** An authority signs others; a leaf has names (DNS names and IP addresses; none: no SAN) and purposes. */
  readonly role: 'authority' | { readonly names: readonly string[]; readonly purposes: readonly Purpose[] }
}

/** The certificate as PEM, for `pair`, signed by `signer`, or by `pair` itself. */
export async function buildCertificate(
  fields: CertificateFields,
  pair: KeyPair,
  signer: Signer | 'self',
  digest: Digest = 'sha256',
): Promise<string> {
  // Loaded late: it brings a large X.509 library, 65 to 140 ms.
  const { generate } = await import('./selfsigned-library.ts')
  const { cert } = await generate(
    [
      ...(fields.organization === null ? [] : [{ name: 'organizationName', value: escapeName(fields.organization) }]),
      ...(fields.commonName === null ? [] : [{ name: 'commonName', value: escapeName(fields.commonName) }]),
    ],
    {
      keyType: pair.kind === 'p256' ? 'ec' : 'rsa',
      keyPair: { privateKey: pair.privatePem, publicKey: pair.publicPem },
      // The signature of this draft is thrown away; SHA-256 is the most that fits into an RSA key of 512 bits.
      algorithm: 'sha256',
      notBeforeDate: fields.notBefore,
      notAfterDate: fields.notAfter,
      extensions: fields.role === 'authority' ? AUTHORITY_EXTENSIONS : leafExtensions(fields.role, pair),
    },
  )
  const draft = derOf(cert)
  const by = signer === 'self' ? signerOf(draft, pair.privateKey) : signer
  return pemOfCertificate(await signCertificate(draft, by, digest, namesExtension(fields)))
}

/** The DER of the first certificate in `pem`. */
export function derOf(pem: string): Buffer {
  const body = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(pem)?.[1] ?? ''
  return Buffer.from(body, 'base64')
}

type SelfsignedExtensions = NonNullable<
  NonNullable<Parameters<typeof import('./selfsigned-library.ts').generate>[1]>['extensions']
>

const AUTHORITY_EXTENSIONS: SelfsignedExtensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
]

const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex')

/** Critical where it alone says whose certificate this is (RFC 5280 section 4.2.1.6). */
function namesExtension({ role, commonName, organization }: CertificateFields): Buffer[] {
  if (role === 'authority' || role.names.length === 0) return []
  const critical = commonName === null && organization === null
  return [extension(SUBJECT_ALT_NAME, writeAlternativeNames(role.names), { critical })]
}

function leafExtensions({ purposes }: { readonly purposes: readonly Purpose[] }, pair: KeyPair): SelfsignedExtensions {
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    // Suites with RSA key exchange (no ECDHE) need keyEncipherment; an ECDSA key cannot do it (RFC 8422 section 5.3).
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: pair.kind !== 'p256', critical: true },
    {
      name: 'extKeyUsage',
      serverAuth: purposes.includes('serverAuth'),
      clientAuth: purposes.includes('clientAuth'),
    },
  ]
}

// RFC 4514 section 2.4: selfsigned joins the parts of the name to one text.
function escapeName(value: string): string {
  return value.replace(/[\\,+"<>;=#]/g, '\\$&')
}
