// The words of TLS libraries for a handshake that failed.
import type { EventFields } from '../../transcript/events.ts'

type Failed = EventFields['tls.failed']

/**
 * OpenSSL's line without what differs from build to build (`../ssl/record/rec_layer_s3.c:1602`) and the name of a function,
 * which OpenSSL 3 leaves out: `error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48`. Where another
 * engine served the handshake, the one that OpenSSL 3 has for the reason.
 */
export function opensslError(reason: Failed['reason'], detail: string): string {
  const [, number, words] = /error:([0-9A-F]+):[^:]*:[^:]*:\s*(.*)/.exec(detail) ?? []
  if (number === undefined || words === undefined) return OPENSSL[reason] ?? `error:0A000000:SSL routines::${detail}`
  return `error:${number}:SSL routines::${words.replace(/ (?=SSL alert number)/, ':')}`
}

const OPENSSL: Readonly<Record<string, string>> = {
  'no-common-version': 'error:0A000102:SSL routines::unsupported protocol',
  'no-common-suite': 'error:0A0000C1:SSL routines::no shared cipher',
  'no-common-group': 'error:0A000101:SSL routines::no suitable key share',
  'not-tls': 'error:0A00010B:SSL routines::wrong version number',
  'client-certificate-missing': 'error:0A0000C7:SSL routines::peer did not return a certificate',
  'client-certificate-refused': 'error:0A000086:SSL routines::certificate verify failed',
  'client-alert': 'error:0A000410:SSL routines::sslv3 alert handshake failure',
}

/** gnutls_strerror() of GnuTLS 3, and behind it which alert it was. */
export function gnutlsError(reason: Failed['reason'], alert: number | null): string {
  if (reason === 'timed-out') return 'timed out'
  const name = reason === 'client-alert' && alert !== null ? ALERTS[alert] : undefined
  return `${GNUTLS[reason] ?? 'Error in the handshake.'}${name === undefined ? '' : `: ${name}`}`
}

/** gnutls_alert_get_name(). */
const ALERTS: Readonly<Record<number, string>> = {
  40: 'Handshake failed',
  42: 'Certificate is bad',
  43: 'Certificate is not supported',
  44: 'Certificate was revoked',
  45: 'Certificate is expired',
  46: 'Unknown certificate',
  47: 'Illegal parameter',
  48: 'CA is unknown',
  70: 'Error in protocol version',
  71: 'Insufficient security',
  80: 'Internal error',
}

const GNUTLS: Readonly<Record<string, string>> = {
  'no-common-version': 'A packet with illegal or unsupported version was received.',
  'no-common-suite': 'No supported cipher suites have been found.',
  'no-common-group': 'No common key share with peer.',
  'not-tls': 'An unexpected TLS packet was received.',
  'client-alert': 'A TLS fatal alert has been received.',
  'client-certificate-missing': 'No certificate was found.',
  'client-certificate-refused': 'Error in the certificate verification.',
  'client-closed': 'The TLS connection was non-properly terminated.',
  'server-closed': 'The TLS connection was non-properly terminated.',
}
