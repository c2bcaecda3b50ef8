// How an authority takes a certificate back: the OCSP answer that a server staples (RFC 6960) and the CRL (RFC 5280
// section 5), both signed by the issuer itself.
import { createHash, createPublicKey } from 'node:crypto'
import { daysFrom } from './days.ts'
import { integer, readDer, readDerItems, TAG, writeDer } from './der.ts'
import { algorithmOf, extension, type Signer, serialOf, signedDer } from './sign.ts'

/** A certificate that is no longer good. */
export interface Revocation {
  /** Its serial number, the content of the INTEGER. */
  readonly serial: Buffer
  readonly at: Date
}

/** The OCSP response about `certificate` (DER), issued by `issuer`: revoked, as of `at`. Good for a week. */
export async function ocspResponse(
  certificate: Buffer,
  { at }: Revocation,
  issuer: Signer,
  now: number,
): Promise<Buffer> {
  const hashes = [sha1(issuer.name), sha1(publicKeyBits(issuer))].map((hash) => writeDer(TAG.octetString, hash))
  const certId = writeDer(TAG.sequence, SHA1, ...hashes, integer(serialOf(certificate)))
  const single = writeDer(
    TAG.sequence,
    certId,
    writeDer(TAG.revoked, generalizedTime(at), writeDer(TAG.context0, writeDer(TAG.enumerated, KEY_COMPROMISE))),
    generalizedTime(daysFrom(now, -1)),
    writeDer(TAG.context0, generalizedTime(daysFrom(now, 7))),
  )
  const data = writeDer(
    TAG.sequence,
    writeDer(TAG.context1, issuer.name),
    generalizedTime(daysFrom(now, -1)),
    writeDer(TAG.sequence, single),
  )
  const basic = await signedDer(data, issuer.privateKey, 'sha256')
  const successful = writeDer(TAG.enumerated, Buffer.from([0]))
  const bytes = writeDer(TAG.sequence, OCSP_BASIC, writeDer(TAG.octetString, basic))
  return writeDer(TAG.sequence, successful, writeDer(TAG.context0, bytes))
}

/** The list of what `issuer` has taken back, as PEM. Good for a week. */
export async function crlPem(revocations: readonly Revocation[], issuer: Signer, now: number): Promise<string> {
  const entries = revocations.map(({ serial, at }) =>
    writeDer(TAG.sequence, integer(serial), utcTime(at), writeDer(TAG.sequence, reasonExtension())),
  )
  const list = writeDer(
    TAG.sequence,
    integer(Buffer.from([1])),
    algorithmOf(issuer.privateKey, 'sha256'),
    issuer.name,
    utcTime(daysFrom(now, -1)),
    utcTime(daysFrom(now, 7)),
    // An empty list is left out (RFC 5280 section 5.1.2.6).
    ...(entries.length > 0 ? [writeDer(TAG.sequence, ...entries)] : []),
    writeDer(
      TAG.context0,
      writeDer(
        TAG.sequence,
        extension(AUTHORITY_KEY_ID, writeDer(TAG.sequence, writeDer(TAG.keyId, issuer.keyId))),
        extension(CRL_NUMBER, integer(Buffer.from([revocations.length + 1]))),
      ),
    ),
  )
  const lines = (await signedDer(list, issuer.privateKey, 'sha256')).toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`
}

function reasonExtension(): Buffer {
  return extension(REASON_CODE, writeDer(TAG.enumerated, KEY_COMPROMISE))
}

/** The bits of the issuer's public key, without the byte that counts the unused ones. */
function publicKeyBits({ privateKey }: Signer): Buffer {
  const info = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const [, bits] = readDerItems(readDer(info).content)
  return bits?.content.subarray(1) ?? Buffer.alloc(0)
}

function sha1(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes).digest()
}

function generalizedTime(at: Date): Buffer {
  return writeDer(TAG.generalizedTime, Buffer.from(digitsOf(at)))
}

/** Two digits for the year, as RFC 5280 section 4.1.2.5 asks for until 2049. */
function utcTime(at: Date): Buffer {
  return writeDer(TAG.utcTime, Buffer.from(digitsOf(at).slice(2)))
}

function digitsOf(at: Date): string {
  return `${at.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')}`
}

// RFC 6960 section 4.2.1, RFC 5280 sections 5.2 and 5.3.
const OCSP_BASIC = Buffer.from('06092b0601050507300101', 'hex')
const SHA1 = Buffer.from('300906052b0e03021a0500', 'hex')
const KEY_COMPROMISE = Buffer.from([1])
const AUTHORITY_KEY_ID = Buffer.from('0603551d23', 'hex')
const CRL_NUMBER = Buffer.from('0603551d14', 'hex')
const REASON_CODE = Buffer.from('0603551d15', 'hex')
