// The words of TLS libraries for a handshake that failed.
import type { EventFields } from '../../transcript/events.ts'

type Failed = EventFields['tls.failed']

/** OpenSSL's line; where another engine served the handshake, the one that OpenSSL 3 has for the reason. */
export function opensslError(reason: Failed['reason'], detail: string): string {
  const [, line] = /(error:[0-9A-F]+:.*)/.exec(detail) ?? []
  if (line !== undefined) return line.replace(/^(error:[0-9A-F]+:[^:]*:[^:]*:?)\s+/, '$1')
  return OPENSSL[reason] ?? `error:0A000000:SSL routines::${detail}`
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

/** gnutls_strerror() of GnuTLS 3. */
export function gnutlsError(reason: Failed['reason']): string {
  return GNUTLS[reason] ?? 'Error in the handshake.'
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
