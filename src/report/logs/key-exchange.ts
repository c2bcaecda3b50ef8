// The key that both sides agreed on for one session: OpenSSL does not tell a server, so that it follows from both offers.
import type { EphemeralKey } from '../../product-log/client-events.ts'
import type { Session } from './sessions.ts'

/** Of OpenSSL 3 where nothing else is set: the server's order counts (SSL_OP_CIPHER_SERVER_PREFERENCE). */
const SERVER_ORDER = ['x25519', 'secp256r1', 'x448', 'secp521r1', 'secp384r1']

/** What OpenSSL counts for a key in the group. */
const BITS: Readonly<Record<string, number>> = {
  x25519: 253,
  x448: 448,
  secp256r1: 256,
  secp384r1: 384,
  secp521r1: 521,
}

/** The first group of the server that the client offers; null where none is used, or none is known. */
export function agreedGroup({ tls, hello, groups }: Session): string | null {
  if (!tls || !hello || !(tls.version === 'TLSv1.3' || /_ECDHE?_/.test(tls.suite))) return null
  const order = groups.length > 0 ? groups : SERVER_ORDER
  return order.find((group) => hello.groups.includes(group)) ?? null
}

/** Null with static RSA, and where the group is not known. */
export function agreedKey(session: Session): EphemeralKey | null {
  const suite = session.tls?.suite ?? ''
  const bits = BITS[agreedGroup(session) ?? '']
  if (bits !== undefined) return { type: 'ECDH', bits }
  if (!/_DHE?_/.test(suite)) return null
  // As strong as the key of the certificate (ssl_get_auto_dh): 112 bits of security are 2048, 128 are 3072.
  const rsaBits = session.certificateOf('server')?.rsaBits ?? 2048
  return { type: 'DH', bits: rsaBits >= 3072 ? 3072 : rsaBits >= 2048 ? 2048 : 1024 }
}
