// Which alert an error of OpenSSL stands for: received ones are in its number, sent ones follow from one table.
import type { ClientHelloFacts } from '../../transcript/events.ts'
import type { HandshakeFailure } from '../layer.ts'
import { alertName, alertNumber, versionRank } from '../wire/names.ts'

/** An alert that OpenSSL does not show to us, told from its error. */
export interface InferredAlert {
  direction: 'received' | 'sent'
  number: number
  name: string
}

/** An error of Node's `tls` or of the socket under it. */
export interface EngineError {
  /** `ERR_SSL_NO_SHARED_CIPHER`; empty when there is none. */
  code: string
  message: string
}

/** What was known of the handshake when the error came. */
export interface Circumstances {
  /** The version negotiated so far, as Node tells it. */
  version: string | null
  /** Null when what came first was no ClientHello. */
  hello: ClientHelloFacts | null
}

type Sent = string | ((circumstances: Circumstances) => string)

/**
 * What OpenSSL 3 sends when it fails for this reason, as test/tls/alerts-on-the-wire.test.ts reads it off the wire.
 * Keys are the codes of Node without `ERR_SSL_`. A reason that goes with more than one alert is not here, unless the
 * circumstances tell them apart: better no event than a wrong one. So WRONG_VERSION_NUMBER is left out (no alert for
 * what does not look like TLS at all, none either where the odd record is an alert, protocol_version else:
 * ssl3_get_record), and BAD_EXTENSION (illegal_parameter from tls_collect_extensions, decode_error from each tls_parse_ctos_...).
 */
export const SENT: Readonly<Record<string, Sent>> = {
  NO_SHARED_CIPHER: 'handshake_failure',
  NO_SHARED_SIGNATURE_ALGORITHMS: 'handshake_failure',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'handshake_failure',
  // RFC 8446 section 9.2: a hello for TLS 1.3 without key shares or groups is incomplete, not incompatible.
  NO_SUITABLE_KEY_SHARE: ({ hello }) =>
    hello?.extensions.includes('key_share') ? 'handshake_failure' : 'missing_extension',
  MISSING_SIGALGS_EXTENSION: 'missing_extension',
  RENEGOTIATION_MISMATCH: 'handshake_failure',
  MISSING_TMP_ECDH_KEY: 'handshake_failure',
  UNSUPPORTED_PROTOCOL: protocolVersion,
  VERSION_TOO_LOW: protocolVersion,
  BAD_LEGACY_VERSION: protocolVersion,
  INAPPROPRIATE_FALLBACK: 'inappropriate_fallback',
  UNEXPECTED_MESSAGE: 'unexpected_message',
  UNEXPECTED_RECORD: 'unexpected_message',
  BAD_CHANGE_CIPHER_SPEC: 'unexpected_message',
  BAD_RECORD_TYPE: 'unexpected_message',
  INVALID_ALERT: 'unexpected_message',
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'bad_record_mac',
  // Of GCM up to TLS 1.2: Node tells the first error of several, here that of the cipher.
  CIPHER_OPERATION_FAILED: 'bad_record_mac',
  PACKET_LENGTH_TOO_LONG: 'record_overflow',
  DIGEST_CHECK_FAILED: 'decrypt_error',
  BAD_SIGNATURE: 'decrypt_error',
  LENGTH_MISMATCH: 'decode_error',
  LENGTH_TOO_SHORT: 'decode_error',
  NO_COMPRESSION_SPECIFIED: 'decode_error',
  RENEGOTIATION_ENCODING_ERR: 'decode_error',
  INVALID_COMPRESSION_ALGORITHM: 'illegal_parameter',
  SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH: 'illegal_parameter',
  BAD_KEY_SHARE: 'illegal_parameter',
  BAD_ECPOINT: 'illegal_parameter',
  UNKNOWN_ALERT_TYPE: 'illegal_parameter',
  EXCESSIVE_MESSAGE_SIZE: 'illegal_parameter',
  // RFC 8446 section 4.4.2.4 and RFC 5246 section 7.4.6.
  PEER_DID_NOT_RETURN_A_CERTIFICATE: ({ version }) =>
    version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure',
}

// SSLv3 has no protocol_version: OpenSSL says handshake_failure in its place (ssl3_alert_code).
function protocolVersion({ version }: Circumstances): string {
  return version === 'SSLv3' ? 'handshake_failure' : 'protocol_version'
}

/** The alert behind an error; null when there is none, or none that is sure. */
export function inferAlert(error: EngineError, circumstances: Circumstances): InferredAlert | null {
  const received = receivedNumber(error)
  if (received !== null) return { direction: 'received', number: received, name: alertName(received) }
  const sent = SENT[reasonOf(error)]
  const name = typeof sent === 'function' ? sent(circumstances) : sent
  const number = name === undefined ? undefined : alertNumber(name)
  return name === undefined || number === undefined ? null : { direction: 'sent', number, name }
}

const FAILURES: Readonly<Record<string, HandshakeFailure>> = {
  ECONNRESET: 'client-closed',
  EPIPE: 'client-closed',
  UNSUPPORTED_PROTOCOL: 'no-common-version',
  VERSION_TOO_LOW: 'no-common-version',
  BAD_LEGACY_VERSION: 'no-common-version',
  INAPPROPRIATE_FALLBACK: 'no-common-version',
  NO_SHARED_CIPHER: 'no-common-suite',
  NO_SHARED_SIGNATURE_ALGORITHMS: 'no-common-suite',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'no-common-suite',
  PEER_DID_NOT_RETURN_A_CERTIFICATE: 'client-certificate-missing',
  BAD_EXTENSION: 'broken-by-client',
  WRONG_VERSION_NUMBER: 'broken-by-client',
}

const NOT_TLS = ['WRONG_VERSION_NUMBER', 'HTTP_REQUEST', 'HTTPS_PROXY_REQUEST']

/** The stable word for an error. */
export function failureOf(error: EngineError, circumstances: Circumstances): HandshakeFailure {
  const reason = reasonOf(error)
  const { hello } = circumstances
  if (!hello && NOT_TLS.includes(reason)) return 'not-tls'
  if (reason === 'NO_SUITABLE_KEY_SHARE' && hello?.extensions.includes('key_share')) return 'no-common-group'
  if (reason === 'WRONG_VERSION_NUMBER' && isAnsweredOlder(circumstances)) return 'no-common-version'
  const known = FAILURES[reason]
  if (known) return known
  const alert = inferAlert(error, circumstances)
  if (!alert) return 'engine'
  return alert.direction === 'received' ? 'client-alert' : 'broken-by-client'
}

/**
 * The server answered with an older version than the client named. A client that will not have it says so in a record
 * of its own version, which OpenSSL refuses to read: the alert in it is never seen.
 */
function isAnsweredOlder({ version, hello }: Circumstances): boolean {
  const answered = versionRank(version ?? '')
  const offered = hello?.versions.map((name) => versionRank(name) ?? 0) ?? []
  return answered !== undefined && offered.length > 0 && answered < Math.max(...offered)
}

function reasonOf({ code }: EngineError): string {
  return code.replace(/^ERR_SSL_/, '')
}

const SSL_LIBRARY = 20
const ALERT_OFFSET = 1000

/**
 * OpenSSL makes a received alert an error of its SSL library whose number is 1000 and the alert's (SSL_AD_REASON_OFFSET
 * in ssl.h). The number is looked at and not `code`, whose names are not those of the registry (`user_cancelled`). An
 * alert that OpenSSL has no text for never gets here: Node 20 tells no error then.
 */
function receivedNumber({ message }: EngineError): number | null {
  const hex = /\berror:([0-9A-F]{8}):/.exec(message)?.[1]
  if (hex === undefined) return null
  // ERR_GET_LIB and ERR_GET_REASON of err.h.
  const packed = Number.parseInt(hex, 16)
  const number = (packed & 0x7fffff) - ALERT_OFFSET
  return packed >> 23 === SSL_LIBRARY && number >= 0 && number <= 0xff ? number : null
}
