// The end of a handshake that went well, the same for every engine: it is told, and a client certificate may still be refused.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { SecuredStream } from '../transcript/contracts.ts'
import type { CertificateFacts } from '../transcript/events.ts'
import { keyLength } from '../transcript/key-length.ts'
import { refusalOf } from './client-certificates.ts'
import type { HandshakeContext } from './layer.ts'
import { clean } from './limits.ts'
import { suiteByName } from './wire/names.ts'

export interface Negotiated {
  /** `TLSv1.2`. */
  version: string
  /** The suite's name in the IANA registry, and OpenSSL's. */
  suite: string
  cipher: string
  servername: string | null
  alpn: string | null
  clientCertificate: CertificateFacts | null
}

/** Tells what was negotiated; null when the client is to be refused with no word, only a close. */
export function tellEstablished(
  negotiated: Negotiated,
  policy: TlsPlan['clientCertificate'],
  { append }: HandshakeContext,
): Omit<SecuredStream, 'stream'> | null {
  const { version, suite, cipher, servername, alpn, clientCertificate } = negotiated
  const bits = suiteByName(suite)?.strength ?? 0
  const clientCertificateAsked = policy.ask !== 'never'
  append('tls.established', {
    version,
    suite,
    cipher,
    bits,
    servername: servername === null ? null : clean(servername),
    alpn,
    clientCertificate,
    clientCertificateAsked,
  })
  const problem = refusalOf(clientCertificate, policy)
  if (problem) {
    const by = policy.refuse === 'reply' ? 'reply' : 'close'
    append('tls.client-certificate-refused', { problem, by })
    if (by === 'close') return null
  }
  return { version, cipher, bits, algorithmBits: keyLength(suite, bits), clientCertificateAsked, clientCertificate }
}
