// Looks at the certificate of a client as OpenSSL would, and with OpenSSL's words for what is wrong with it.
import { X509Certificate } from 'node:crypto'
import type { PeerCertificate } from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import { alertsMissing, clientCertificateFacts, refusalOf } from '../client-certificates.ts'
import type { CertificateList } from '../wire/handshake/certificate.ts'
import type { Conversation } from './conversation.ts'
import { broken, TlsFailure } from './failure.ts'
import { certificatesIn } from './identity.ts'

export interface ClientVerifier {
  /** Names in DER for the CertificateRequest. */
  authorityNames: Buffer[]
  /** Keeps what the client showed in the conversation. Throws TlsFailure where the handshake is to fail. */
  judge(list: CertificateList, conversation: Conversation): void
}

/** Which alert a refused certificate gets (RFC 5246 section 7.2.2), as OpenSSL chooses it. */
const ALERTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'bad_certificate',
  CERT_SIGNATURE_FAILURE: 'decrypt_error',
  INVALID_PURPOSE: 'unsupported_certificate',
  NAME_MISMATCH: 'bad_certificate',
}

export function clientVerifier(
  policy: TlsPlan['clientCertificate'],
  authority: { pem: string; names: Buffer[] },
  now: () => Date,
): ClientVerifier {
  const trusted = certificatesIn(authority.pem)
  return {
    authorityNames: authority.names,
    judge(list, conversation) {
      const shown = list.map(parsed)
      const [leaf] = shown
      if (leaf) {
        conversation.context.showed?.('client', list)
        const problem = problemOf(leaf, shown.slice(1), trusted, now())
        const plain = leaf.toLegacyObject() as PeerCertificate
        conversation.clientCertificate = clientCertificateFacts(plain, problem, policy)
        conversation.clientKey = leaf.publicKey
      }
      refuse(conversation, policy)
    },
  }
}

function refuse({ clientCertificate, context }: Conversation, policy: TlsPlan['clientCertificate']): void {
  const problem = refusalOf(clientCertificate, policy)
  if (!problem || (problem === 'MISSING' ? !alertsMissing(policy) : policy.refuse !== 'handshake')) return
  context.append('tls.client-certificate-refused', { problem, by: 'handshake' })
  if (problem === 'MISSING') {
    throw new TlsFailure('client-certificate-missing', 'handshake_failure', 'the client showed no certificate')
  }
  throw new TlsFailure(
    'client-certificate-refused',
    ALERTS[problem] ?? 'unknown_ca',
    `the client certificate: ${problem}`,
  )
}

function parsed(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch {
    throw broken('bad_certificate', 'a client certificate that is none')
  }
}

/**
 * OpenSSL's verification code (`openssl-verification-options(1)`); null when nothing is wrong. Under Node, OpenSSL goes on
 * behind every error, and what it finds last counts: the chain comes first, then the purpose, signatures and times.
 */
function problemOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  now: Date,
): string | null {
  const chain = chainOf(leaf, others, trusted)
  const top = chain.at(-1) as X509Certificate
  let found: string | null = null
  if (!isTrusted(top, trusted)) found = unanchored(top, chain.length)
  if (!isForClients(leaf)) found = 'INVALID_PURPOSE'
  if (chain.length === 1 && !isTrusted(top, trusted) && !isSelfIssued(top)) found = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
  for (const [depth, certificate] of [...chain.entries()].reverse()) {
    const issuer = chain[depth + 1]
    if (issuer && !certificate.verify(issuer.publicKey)) found = 'CERT_SIGNATURE_FAILURE'
    if (Date.parse(certificate.validFrom) > now.getTime()) found = 'CERT_NOT_YET_VALID'
    if (Date.parse(certificate.validTo) < now.getTime()) found = 'CERT_HAS_EXPIRED'
  }
  return found
}

/** The leaf and its issuers as far as they are known, up to the first that is trusted. */
function chainOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): X509Certificate[] {
  const chain = [leaf]
  for (let last = leaf; !isTrusted(last, trusted) && !isSelfIssued(last); ) {
    const issuer = [...trusted, ...others].find((each) => !chain.includes(each) && last.checkIssued(each))
    if (!issuer) break
    chain.push(issuer)
    last = issuer
  }
  return chain
}

/** Extended key usages are listed as object identifiers; none means any purpose (RFC 5280 section 4.2.1.12). */
function isForClients({ keyUsage }: X509Certificate): boolean {
  const purposes = keyUsage as string[] | undefined
  return !purposes || purposes.includes(CLIENT_AUTH) || purposes.includes(ANY_PURPOSE)
}

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ANY_PURPOSE = '2.5.29.37.0'

function isTrusted(certificate: X509Certificate, trusted: readonly X509Certificate[]): boolean {
  return trusted.some((each) => each.raw.equals(certificate.raw))
}

/** By its names: a self-signed leaf need not be allowed to sign certificates, as `checkIssued` would have it. */
function isSelfIssued({ subject, issuer }: X509Certificate): boolean {
  return subject === issuer
}

function unanchored(top: X509Certificate, length: number): string {
  if (!isSelfIssued(top)) return 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
  return length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN'
}
