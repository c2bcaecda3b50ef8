// Alerts on their way out (RFC 5246 section 7.2).
import type { Append } from '../../transcript/events.ts'
import { alertName, alertNumber } from '../wire/names.ts'
import type { Channel } from './channel.ts'
import { SSL3 } from './key-derivation.ts'

/** RFC 6101 section 5.4.2. */
const SSL3_ALERTS = new Set([
  'close_notify',
  'unexpected_message',
  'bad_record_mac',
  'decompression_failure',
  'handshake_failure',
  'no_certificate',
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'illegal_parameter',
])

const INTERNAL_ERROR = 80

/** The number of an alert in a version. One that SSL 3.0 lacks goes out as handshake_failure there. */
export function alertFor(name: string, version: number): number {
  const spoken = version <= SSL3 && !SSL3_ALERTS.has(name) ? 'handshake_failure' : name
  return alertNumber(spoken) ?? INTERNAL_ERROR
}

/** Sends an alert and tells it. */
export function sendAlert(channel: Channel, level: 'warning' | 'fatal', number: number, append: Append): void {
  append('tls.alert-sent', { level, number, name: alertName(number), inferred: false })
  channel.send('alert', Buffer.from([level === 'fatal' ? 2 : 1, number]))
}
