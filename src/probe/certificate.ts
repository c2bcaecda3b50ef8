// What is wrong with a certificate and its chain. Pure: the time and what is trusted come from outside.
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { readDer, readDerItems } from '../ca/der.ts'
import type { CertificateFinding, CertificateProblem } from './findings.ts'

export interface ChainContext {
  /** The name that was dialled. */
  host: string
  now: Date
  trusted: readonly X509Certificate[]
  /** Whether the chain is exactly what was sent. */
  asSent: boolean
}

/** More are not looked at; a message of 256 KiB can hold thousands. */
const MOST = 20
const MOST_NAMES = 100

/** Null for a chain without a certificate that can be read. */
export function examineChain(chain: readonly Buffer[], context: ChainContext): CertificateFinding | null {
  const read = chain.slice(0, MOST).flatMap((der) => certificateFrom(der) ?? [])
  const [leaf] = read
  if (!leaf) return null
  const spki = leaf.publicKey.export({ type: 'spki', format: 'der' })
  return {
    subject: oneLine(leaf.subject),
    issuer: oneLine(leaf.issuer),
    names: (leaf.subjectAltName ?? '').split(', ').filter(Boolean).slice(0, MOST_NAMES),
    validFrom: leaf.validFrom,
    validTo: leaf.validTo,
    key: keyWords(leaf),
    signature: signatureOf(leaf),
    sha256: leaf.fingerprint256,
    tlsa311: createHash('sha256').update(spki).digest('hex'),
    chain: read.map(({ subject }) => oneLine(subject)),
    asSent: context.asSent,
    problems: problemsOf(leaf, read, context),
  }
}

type Problems = CertificateFinding['problems']

function problemsOf(leaf: X509Certificate, chain: readonly X509Certificate[], context: ChainContext): Problems {
  const { host, now } = context
  const problems: Problems = []
  const add = (problem: CertificateProblem, says: string) => problems.push({ problem, says })
  const from = new Date(leaf.validFrom)
  const until = new Date(leaf.validTo)
  if (until < now) add('expired', `it expired on ${leaf.validTo}`)
  if (from > now) add('not-yet-valid', `it is not valid before ${leaf.validFrom}`)
  if (!isFor(leaf, host)) add('wrong-host', `it does not name ${host}`)
  problems.push(...trustProblems(leaf, chain, context))
  const weakKey = weakKeyOf(leaf)
  if (weakKey) add('weak-key', weakKey)
  // The signature that a root makes over itself protects nothing.
  const weak = chain.find((each) => !isSelfIssued(each) && /^(md[245]|sha1)/i.test(signatureOf(each)))
  if (weak) add('weak-signature', `${oneLine(weak.subject)} is signed with ${signatureOf(weak)}`)
  const uses = leaf.keyUsage as string[] | undefined
  if (uses && uses.length > 0 && !uses.some((use) => SERVER_PURPOSES.includes(use))) {
    add('wrong-purpose', 'its extended key usage does not allow the use by a server')
  }
  return problems
}

/** serverAuth, and any purpose (RFC 5280 section 4.2.1.12). */
const SERVER_PURPOSES = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']

/** Follows the issuers, from the server's own certificate to one that is trusted, among what was sent and what is trusted. */
function trustProblems(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  { trusted, asSent }: ChainContext,
): Problems {
  const isTrusted = (each: X509Certificate) => trusted.some((root) => root.fingerprint256 === each.fingerprint256)
  const path = [leaf]
  for (let last = leaf; !isTrusted(last) && path.length <= MOST; ) {
    if (isSelfIssued(last)) {
      const says = `${oneLine(last.subject)} is nobody's authority here; --ca FILE trusts another one`
      return path.length === 1
        ? [{ problem: 'self-signed', says: 'it is signed by its own key, by no authority' }]
        : [{ problem: 'untrusted-root', says }]
    }
    const issuer = [...trusted, ...chain].find((each) => each !== last && hasIssued(each, last))
    if (!issuer) {
      const says =
        `${oneLine(last.issuer)}, which signed ${oneLine(last.subject)}, is neither sent nor trusted: ` +
        'the server leaves out an intermediate certificate, or its authority is unknown here (--ca FILE trusts another one)'
      return [{ problem: 'unknown-issuer', says }]
    }
    path.push(issuer)
    last = issuer
  }
  // RFC 5246 section 7.4.2: each certificate certifies the one before; TLS 1.3 only recommends it.
  const inOrder = chain.every((each, at) => at === 0 || hasIssued(each, chain[at - 1] as X509Certificate))
  return asSent && !inOrder
    ? [{ problem: 'wrong-order', says: 'the certificates are not sent in order, each behind the one that it signed' }]
    : []
}

function hasIssued(issuer: X509Certificate, issued: X509Certificate): boolean {
  try {
    return issued.checkIssued(issuer) && issued.verify(issuer.publicKey)
  } catch {
    // A key of a kind that OpenSSL does not know has signed nothing that could be checked.
    return false
  }
}

function isSelfIssued(each: X509Certificate): boolean {
  if (each.subject !== each.issuer) return false
  try {
    // `checkIssued` would want the key usage of an authority, which the certificate of an appliance may lack.
    return each.verify(each.publicKey)
  } catch {
    return false
  }
}

function isFor(leaf: X509Certificate, host: string): boolean {
  const name = host.replace(/\.$/, '').replace(/%.*$/, '')
  return (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined
}

function keyWords({ publicKey }: X509Certificate): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  const kind = publicKey.asymmetricKeyType ?? 'unknown'
  return modulusLength !== undefined ? `${kind} ${modulusLength} bits` : [kind, namedCurve].filter(Boolean).join(' ')
}

function weakKeyOf({ publicKey }: X509Certificate): string | null {
  const { modulusLength = 2048 } = publicKey.asymmetricKeyDetails ?? {}
  return modulusLength < 2048 ? `its key has ${modulusLength} bits; 2048 are the least (RFC 9325 section 4.5)` : null
}

/** The algorithm stands behind the signed part (RFC 5280 section 4.1.1.2); Node 20 does not tell it. */
function signatureOf({ raw }: X509Certificate): string {
  try {
    const [, algorithm] = readDerItems(readDer(raw).content)
    const hex = readDer(algorithm?.content ?? Buffer.alloc(0)).content.toString('hex')
    return SIGNATURES[hex] ?? `algorithm ${hex}`
  } catch {
    return 'unreadable'
  }
}

function certificateFrom(der: Buffer): X509Certificate | null {
  try {
    const certificate = new X509Certificate(der)
    // Made when it is first asked for, and it throws for a key of an unknown kind.
    void certificate.publicKey
    return certificate
  } catch {
    return null
  }
}

/** Node has no name at all for an empty one. */
function oneLine(name = ''): string {
  return name.split('\n').join(', ')
}

/** Object identifiers in DER, by OpenSSL's names (RFC 3279, RFC 4055, RFC 5758, RFC 8410). */
const SIGNATURES: Readonly<Record<string, string>> = {
  '2a864886f70d010102': 'md2WithRSAEncryption',
  '2a864886f70d010104': 'md5WithRSAEncryption',
  '2a864886f70d010105': 'sha1WithRSAEncryption',
  '2a864886f70d01010a': 'rsassaPss',
  '2a864886f70d01010b': 'sha256WithRSAEncryption',
  '2a864886f70d01010c': 'sha384WithRSAEncryption',
  '2a864886f70d01010d': 'sha512WithRSAEncryption',
  '2a864886f70d01010e': 'sha224WithRSAEncryption',
  '2a8648ce380403': 'sha1WithDSA',
  '2a8648ce3d0401': 'sha1WithECDSA',
  '2a8648ce3d040301': 'sha224WithECDSA',
  '2a8648ce3d040302': 'sha256WithECDSA',
  '2a8648ce3d040303': 'sha384WithECDSA',
  '2a8648ce3d040304': 'sha512WithECDSA',
  '2b6570': 'ed25519',
  '2b6571': 'ed448',
}
