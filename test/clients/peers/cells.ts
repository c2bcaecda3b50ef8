// Who can judge a legacy TLS server with what: every suite, version and peer that has it, as the stacks themselves list
// them (JSSE 17's getSupportedCipherSuites with nothing disabled, gnutls-cli --list, openssl ciphers -s at level 0,
// crypto/tls/cipher_suites.go of Go 1.19, mbedtls_ssl_list_ciphersuites of 2.28).
import { PEERS, type PeerName, type PeerVersion } from './peer.ts'

/** One thing to prove: this peer delivers a mail with this suite in this version. */
export interface Cell {
  peer: PeerName
  version: PeerVersion
  suite: string
  /** Fault of the server's certificate: with `rsa512`, an EXPORT suite needs no key beside that of the certificate. */
  certificate: 'rsa512' | null
  sslv2Hello: boolean
}

interface Row {
  suites: readonly string[]
  /** Versions of each peer: 3 is SSL 3.0, 0, 1 and 2 are TLS 1.0 to 1.2. */
  peers: Partial<Record<PeerName, string>>
  certificate?: 'rsa512'
  sslv2Hello?: boolean
}

const VERSIONS: Readonly<Record<string, PeerVersion>> = { 3: 'SSLv3', 0: 'TLSv1', 1: 'TLSv1.1', 2: 'TLSv1.2' }

// Elliptic curves came with TLS 1.0 (RFC 8422): JSSE would do them in SSL 3.0 as well, no scenario can ask for that.
// EXPORT ends with TLS 1.0 in JSSE, DES with 1.1.
const WEAK: readonly Row[] = [
  {
    suites: ['TLS_RSA_WITH_RC4_128_SHA'],
    peers: { jsse: '3012', gnutls: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_RSA_WITH_RC4_128_MD5'],
    peers: { jsse: '3012', gnutls: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'],
    peers: { jsse: '012', gnutls: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '012', gnutls: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '012', gnutls: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_RSA_WITH_DES_CBC_SHA', 'TLS_DHE_RSA_WITH_DES_CBC_SHA', 'TLS_DH_anon_WITH_DES_CBC_SHA'],
    peers: { jsse: '301' },
  },
  {
    suites: [
      'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
      'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
      'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA',
      'TLS_DH_anon_EXPORT_WITH_RC4_40_MD5',
      'TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA',
    ],
    peers: { jsse: '30' },
  },
  {
    suites: ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA'],
    certificate: 'rsa512',
    peers: { jsse: '30' },
  },
  {
    suites: ['TLS_RSA_WITH_NULL_MD5', 'TLS_RSA_WITH_NULL_SHA'],
    peers: { jsse: '3012', gnutls: '012', openssl: '012' },
  },
  {
    suites: ['TLS_RSA_WITH_NULL_SHA256'],
    peers: { jsse: '2', gnutls: '2', openssl: '2' },
  },
  {
    suites: ['TLS_ECDHE_RSA_WITH_NULL_SHA', 'TLS_ECDHE_ECDSA_WITH_NULL_SHA', 'TLS_ECDH_anon_WITH_NULL_SHA'],
    peers: { jsse: '012', gnutls: '012', openssl: '012' },
  },
  {
    suites: ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 'TLS_DH_anon_WITH_AES_256_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012', openssl: '012' },
  },
  {
    suites: ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'TLS_ECDH_anon_WITH_AES_256_CBC_SHA'],
    peers: { jsse: '012', gnutls: '012', openssl: '012' },
  },
  {
    suites: [
      'TLS_DH_anon_WITH_AES_128_CBC_SHA256',
      'TLS_DH_anon_WITH_AES_256_CBC_SHA256',
      'TLS_DH_anon_WITH_AES_128_GCM_SHA256',
      'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
    ],
    peers: { jsse: '2', gnutls: '2', openssl: '2' },
  },
  {
    suites: ['TLS_DH_anon_WITH_RC4_128_MD5', 'TLS_DH_anon_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012' },
  },
  {
    suites: ['TLS_ECDH_anon_WITH_RC4_128_SHA', 'TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA'],
    peers: { jsse: '012', gnutls: '012' },
  },
]

// What any server speaks: that the scripted one does as well shows that its weak suites are not a special case.
const ORDINARY: readonly Row[] = [
  {
    suites: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012', openssl: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
    peers: { jsse: '3012', gnutls: '012', openssl: '012', mbedtls: '012' },
  },
  {
    suites: [
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    ],
    peers: { jsse: '012', gnutls: '012', openssl: '012', go: '012', mbedtls: '012' },
  },
  {
    suites: [
      'TLS_RSA_WITH_AES_128_CBC_SHA256',
      'TLS_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    ],
    peers: { jsse: '2', gnutls: '2', openssl: '2', go: '2', mbedtls: '2' },
  },
  {
    suites: [
      'TLS_RSA_WITH_AES_256_CBC_SHA256',
      'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
      'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
      'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
      'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
    ],
    peers: { jsse: '2', gnutls: '2', openssl: '2', mbedtls: '2' },
  },
]

// Such a hello has no extensions; the handshake goes on in the records of the version that was agreed on.
const SSLV2_HELLO: readonly Row[] = [
  {
    suites: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
    sslv2Hello: true,
    peers: { jsse: '3012' },
  },
  {
    suites: ['TLS_RSA_EXPORT_WITH_RC4_40_MD5'],
    sslv2Hello: true,
    peers: { jsse: '30' },
  },
]

export const CELLS: readonly Cell[] = [...WEAK, ...ORDINARY, ...SSLV2_HELLO].flatMap(
  ({ suites, peers, certificate = null, sslv2Hello = false }) =>
    suites.flatMap((suite) =>
      PEERS.flatMap((peer) =>
        Array.from(peers[peer] ?? '', (digit) => {
          const version = VERSIONS[digit]
          if (!version) throw new RangeError(`${digit} stands for no version`)
          return { peer, version, suite, certificate, sslv2Hello }
        }),
      ),
    ),
)

/** Whether OpenSSL under Node serves it, too, at level 0: no SSL 3.0, no RC4, DES, 3DES or EXPORT. */
export function isServedByOpenssl({ version, suite }: Cell): boolean {
  return version !== 'SSLv3' && /_WITH_(NULL|AES_\d+_(CBC|GCM))_/.test(suite)
}
