// Which alert an error of OpenSSL stands for: received ones carry its name, sent ones follow from one table.
import { alertNumber } from '../wire/names.ts'

/** An alert that OpenSSL does not show on the wire to us, told from its error code. */
export interface InferredAlert {
  direction: 'received' | 'sent'
  number: number
  name: string
}

/**
 * What OpenSSL 3 sends when it fails for this reason (its statem_srvr.c, t1_lib.c and rec_layer_s3.c).
 * Keys are the codes of Node without `ERR_SSL_`.
 */
const SENT: Readonly<Record<string, string>> = {
  NO_SHARED_CIPHER: 'handshake_failure',
  NO_SHARED_GROUP: 'handshake_failure',
  NO_SUITABLE_GROUPS: 'handshake_failure',
  NO_SUITABLE_KEY_SHARE: 'handshake_failure',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'handshake_failure',
  NO_SHARED_SIGNATURE_ALGORITHMS: 'handshake_failure',
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: 'handshake_failure',
  UNSUPPORTED_PROTOCOL: 'protocol_version',
  VERSION_TOO_LOW: 'protocol_version',
  WRONG_VERSION_NUMBER: 'protocol_version',
  WRONG_SSL_VERSION: 'protocol_version',
  INAPPROPRIATE_FALLBACK: 'inappropriate_fallback',
  UNEXPECTED_MESSAGE: 'unexpected_message',
  UNEXPECTED_RECORD: 'unexpected_message',
  BAD_CHANGE_CIPHER_SPEC: 'unexpected_message',
  BAD_RECORD_TYPE: 'unexpected_message',
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'bad_record_mac',
  DATA_LENGTH_TOO_LONG: 'record_overflow',
  ENCRYPTED_LENGTH_TOO_LONG: 'record_overflow',
  PACKET_LENGTH_TOO_LONG: 'record_overflow',
  DIGEST_CHECK_FAILED: 'decrypt_error',
  BAD_SIGNATURE: 'decrypt_error',
  LENGTH_MISMATCH: 'decode_error',
  LENGTH_TOO_LONG: 'decode_error',
  BAD_EXTENSION: 'decode_error',
  BAD_PACKET: 'decode_error',
  NO_COMPRESSION_SPECIFIED: 'decode_error',
}

/**
 * The alert behind an error code of Node's `tls`, such as `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`; null when there is none.
 * `version` is the version negotiated so far: a missing client certificate is told differently in TLS 1.3.
 */
export function inferAlert(code: string, version: string | null): InferredAlert | null {
  const received = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_(?:ALERT_)?(\w+)$/.exec(code)?.[1]
  if (received) {
    const name = received.toLowerCase()
    const number = alertNumber(name)
    if (number !== undefined) return { direction: 'received', number, name }
  }
  const reason = code.replace(/^ERR_SSL_/, '')
  const name = reason === 'PEER_DID_NOT_RETURN_A_CERTIFICATE' ? missingCertificate(version) : SENT[reason]
  const number = name === undefined ? undefined : alertNumber(name)
  return name === undefined || number === undefined ? null : { direction: 'sent', number, name }
}

// RFC 8446 section 4.4.2.4 and RFC 5246 section 7.4.6.
function missingCertificate(version: string | null): string {
  return version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure'
}

/** Why a handshake failed, as a stable word. */
export type HandshakeFailure =
  | 'no-common-version'
  | 'no-common-suite'
  | 'no-common-group'
  | 'client-alert'
  | 'client-certificate-missing'
  | 'client-closed'
  | 'not-tls'
  | 'timed-out'
  | 'broken-by-client'
  | 'engine'

const FAILURES: Readonly<Record<string, HandshakeFailure>> = {
  UNSUPPORTED_PROTOCOL: 'no-common-version',
  VERSION_TOO_LOW: 'no-common-version',
  INAPPROPRIATE_FALLBACK: 'no-common-version',
  NO_SHARED_CIPHER: 'no-common-suite',
  NO_SHARED_SIGNATURE_ALGORITHMS: 'no-common-suite',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'no-common-suite',
  NO_SHARED_GROUP: 'no-common-group',
  NO_SUITABLE_GROUPS: 'no-common-group',
  NO_SUITABLE_KEY_SHARE: 'no-common-group',
  PEER_DID_NOT_RETURN_A_CERTIFICATE: 'client-certificate-missing',
  WRONG_VERSION_NUMBER: 'not-tls',
  HTTP_REQUEST: 'not-tls',
  HTTPS_PROXY_REQUEST: 'not-tls',
  UNKNOWN_PROTOCOL: 'not-tls',
}

/** The stable word for an error code of Node's `tls` or of the socket. */
export function failureOf(code: string, version: string | null): HandshakeFailure {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'client-closed'
  const known = FAILURES[code.replace(/^ERR_SSL_/, '')]
  if (known) return known
  const alert = inferAlert(code, version)
  if (!alert) return 'engine'
  return alert.direction === 'received' ? 'client-alert' : 'broken-by-client'
}
