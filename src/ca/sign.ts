// Signs a certificate anew: under an issuer with another kind of key, with MD5, and with key identifiers.
//
// selfsigned 5.5 signs only with an issuer of the leaf's own kind of key, turns MD5 into SHA-1, and leaves out the key
// identifiers, without which Python 3.13 (VERIFY_X509_STRICT) refuses the chain.
import { createHash, sign as cryptoSign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { type DerValue, readDer, readDerItems, TAG, writeDer } from './der.ts'
import { CaError } from './errors.ts'

export const DIGESTS = ['sha256', 'sha384', 'sha512', 'sha1', 'md5'] as const
export type Digest = (typeof DIGESTS)[number]

/** Who signs: its name and key identifier as they stand in its certificate, and its private key. */
export interface Signer {
  readonly name: Buffer
  readonly keyId: Buffer
  readonly privateKey: KeyObject
}

/** The signer behind a certificate (DER) whose private key this is. */
export function signerOf(certificate: Buffer, privateKey: KeyObject): Signer {
  const { subject, publicKey, extensions } = readCertificate(certificate)
  return { name: subject.whole, keyId: statedKeyId(extensions) ?? keyIdOf(publicKey), privateKey }
}

/** The distinguished name of a certificate's subject (RFC 5280 section 4.1.2.6), in DER, as a CertificateRequest names it. */
export function subjectName(certificate: Buffer): Buffer {
  return readCertificate(certificate).subject.whole
}

/**
 * The certificate `template` (DER, version 3, without key identifiers) issued by `signer`, with `more` extensions: RFC
 * 5280 sections 4.1, 4.2.1.1 and 4.2.1.2. Throws CaError CERTIFICATE_SIGNATURE_IMPOSSIBLE when the signer's key cannot sign with the digest.
 */
export async function signCertificate(
  template: Buffer,
  signer: Signer,
  digest: Digest,
  more: readonly Buffer[] = [],
): Promise<Buffer> {
  const { version, serial, validity, subject, publicKey, extensions } = readCertificate(template)
  const algorithm = algorithmOf(signer.privateKey, digest)
  const toSign = writeDer(
    TAG.sequence,
    version,
    serial.whole,
    algorithm,
    signer.name,
    validity.whole,
    subject.whole,
    publicKey.whole,
    writeDer(
      TAG.extensions,
      writeDer(
        TAG.sequence,
        ...extensions.map(({ whole }) => whole),
        ...more,
        extension(SUBJECT_KEY_ID, writeDer(TAG.octetString, keyIdOf(publicKey))),
        extension(AUTHORITY_KEY_ID, writeDer(TAG.sequence, writeDer(TAG.keyId, signer.keyId))),
      ),
    ),
  )
  return signedDer(toSign, signer.privateKey, digest)
}

/** What is to be signed, the algorithm and the signature: the frame of certificates, CRLs and OCSP answers. */
export async function signedDer(toSign: Buffer, key: KeyObject, digest: Digest): Promise<Buffer> {
  const signature = await signBytes(digest, toSign, key)
  const bits = writeDer(TAG.bitString, NO_UNUSED_BITS, signature)
  return writeDer(TAG.sequence, toSign, algorithmOf(key, digest), bits)
}

/** The serial number of a certificate (DER): the content of its INTEGER. */
export function serialOf(certificate: Buffer): Buffer {
  return readCertificate(certificate).serial.content
}

interface CertificateParts {
  version: Buffer
  serial: DerValue
  validity: DerValue
  subject: DerValue
  publicKey: DerValue
  extensions: DerValue[]
}

// TBSCertificate: [0] version, serial, signature, issuer, validity, subject, public key, [3] extensions.
function readCertificate(certificate: Buffer): CertificateParts {
  const items = readDerItems(readDer(readDer(certificate).content).content)
  // An authority of the user's may be so old that it has no version and no extensions (version 1).
  const version = items[0]?.tag === TAG.version ? items.shift() : undefined
  const [serial, , , validity, subject, publicKey] = items
  if (!serial || !validity || !subject || !publicKey) throw new RangeError('The certificate lacks a part')
  const extensions = items.find(({ tag }) => tag === TAG.extensions)
  return {
    version: version?.whole ?? Buffer.alloc(0),
    serial,
    validity,
    subject,
    publicKey,
    extensions: extensions ? readDerItems(readDer(extensions.content).content) : [],
  }
}

/** SHA-1 of the public key's bits, the usual method of RFC 5280 section 4.2.1.2. */
function keyIdOf(publicKey: DerValue): Buffer {
  const [, bits] = readDerItems(publicKey.content)
  return createHash('sha1')
    .update(bits?.content.subarray(NO_UNUSED_BITS.length) ?? '')
    .digest()
}

function statedKeyId(extensions: readonly DerValue[]): Buffer | undefined {
  for (const { content } of extensions) {
    const [id, ...rest] = readDerItems(content)
    const value = rest.at(-1)
    if (id?.whole.equals(SUBJECT_KEY_ID) && value) return readDer(value.content).content
  }
  return undefined
}

/** An extension of a certificate; `id` is its object identifier as DER. */
export function extension(id: Buffer, value: Buffer, { critical = false } = {}): Buffer {
  return writeDer(
    TAG.sequence,
    id,
    ...(critical ? [writeDer(TAG.boolean, Buffer.from([0xff]))] : []),
    writeDer(TAG.octetString, value),
  )
}

/** The AlgorithmIdentifier of a signature. */
export function algorithmOf(key: KeyObject, digest: Digest): Buffer {
  const kind = key.asymmetricKeyType === 'ec' ? 'ec' : 'rsa'
  const algorithm = ALGORITHMS[kind][digest]
  if (algorithm) return Buffer.from(algorithm, 'hex')
  throw new CaError(
    'CERTIFICATE_SIGNATURE_IMPOSSIBLE',
    `An ECDSA key cannot sign with ${digest.toUpperCase()}.`,
    'Take `key: rsa`, and an authority with an RSA key.',
  )
}

const signBytes = promisify<string, Buffer, KeyObject, Buffer>(cryptoSign)

const NO_UNUSED_BITS = Buffer.from([0])
const SUBJECT_KEY_ID = Buffer.from('0603551d0e', 'hex')
const AUTHORITY_KEY_ID = Buffer.from('0603551d23', 'hex')

// AlgorithmIdentifier of RFC 8017 appendix A.2.4 (1.2.840.113549.1.1.n, with NULL) and RFC 5758 section 3.2.
const ALGORITHMS: Readonly<Record<'rsa' | 'ec', Partial<Record<Digest, string>>>> = {
  rsa: {
    md5: '300d06092a864886f70d0101040500',
    sha1: '300d06092a864886f70d0101050500',
    sha256: '300d06092a864886f70d01010b0500',
    sha384: '300d06092a864886f70d01010c0500',
    sha512: '300d06092a864886f70d01010d0500',
  },
  ec: {
    sha1: '300906072a8648ce3d0401',
    sha256: '300a06082a8648ce3d040302',
    sha384: '300a06082a8648ce3d040303',
    sha512: '300a06082a8648ce3d040304',
  },
}
