// Hellos that belong to no product: what is good today, and all that OpenSSL has.
import { cipherSuites } from '../tls/wire/names.ts'
import type { TlsOffer } from './tls-offer.ts'

/** RFC 9325 section 4.2, with the suites of TLS 1.3 in front. */
export const MODERN: TlsOffer = {
  versions: ['TLSv1.2', 'TLSv1.3'],
  suites: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  ],
  tickets: true,
}

/** Every version and suite; what this machine lacks falls out when it is played. Weak ones stand last. */
export const EVERYTHING: TlsOffer = {
  versions: ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  get suites() {
    const usable = cipherSuites().filter(
      ({ signal, openssl, name }) => !signal && openssl !== null && !/_(PSK|SRP|KRB5|DSS|GOSTR\d+)_|^SSL2_/.test(name),
    )
    return [...usable].sort((a, b) => Number(a.weak.length > 0) - Number(b.weak.length > 0)).map(({ name }) => name)
  },
  tickets: true,
}
