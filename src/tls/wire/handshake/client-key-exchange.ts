// The ClientKeyExchange: one value, whose framing depends on the key exchange (RFC 5246 section 7.4.7).
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'
import type { KeyExchangeParameters } from './server-key-exchange.ts'

/**
 * The encrypted premaster secret, or the client's public key. SSL 3.0 sends the encrypted secret without a length
 * (RFC 6101 section 5.6.7), as OpenSSL and others note for TLS (RFC 5246 section 7.4.7.1).
 */
export function clientKeyExchange(
  kind: KeyExchangeParameters['kind'],
  { bare = false }: { bare?: boolean } = {},
): Codec<Buffer> {
  if (kind === 'rsa' && bare) {
    return { encode: (value) => value, decode: (body) => whole(body, 'client key exchange', (reader) => reader.rest()) }
  }
  const size = kind === 'ecdh' ? 1 : 2
  const field = kind === 'rsa' ? 'encrypted premaster secret' : 'public key'
  return {
    encode: (value) => new ByteWriter().vector(size, value).done(),
    decode: (body) => whole(body, 'client key exchange', (reader) => reader.vector(size, field).rest()),
  }
}
