// What is known about the client and the server's certificate, and what an alert of the client says about it.
import type { TlsKeys } from '../scenario/schema.ts'
import type { EventOf, SessionView, TryView } from './try-view.ts'

/** What the scenario says of the server's certificate. */
export interface ServedCertificate {
  /** The name of its fault; null when it has none by name. */
  fault: string | null
  /** The simulator knows all about it: it is not the user's own, and nothing else was said of it than its fault. */
  known: boolean
}

export function certificateOf({ certificate = {} }: TlsKeys): ServedCertificate {
  // Of several the first try has met the first.
  const [first = {}] = [certificate].flat()
  const { fault = null, ...rest } = first as { fault?: string }
  return {
    fault,
    known: fault !== null || Object.entries(rest).every(([key, value]) => HARMLESS[key]?.(value) ?? false),
  }
}

/** What may be said of a certificate without making it wrong. */
const HARMLESS: Readonly<Record<string, (value: unknown) => boolean>> = {
  key: () => true,
  days: () => true,
  chain: (value) => value === 'full' || value === 'with-root',
  // What clients dial.
  names: (value) => Array.isArray(value) && value.includes('localhost'),
}

/** Alerts by which a client refuses a certificate (RFC 8446 section 6.2). */
const CERTIFICATE_ALERTS = [
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
]

/** Faults that an alert speaks of by name; one that is not listed says nothing exact. */
const NAMED_BY_ALERT: Readonly<Record<string, readonly string[]>> = {
  certificate_expired: ['expired', 'not-yet-valid'],
  unknown_ca: ['self-signed', 'untrusted-root', 'incomplete-chain', 'reversed-chain', 'demo'],
  certificate_revoked: ['revoked'],
  unsupported_certificate: ['client-purpose', 'sha1', 'md5', 'rsa512', 'rsa1024'],
  insufficient_security: ['sha1', 'md5', 'rsa512', 'rsa1024'],
  unrecognized_name: ['wrong-host', 'wrong-host-address', 'no-san', 'no-common-name', 'no-subject', 'demo'],
  protocol_version: [],
  inappropriate_fallback: [],
}

/** Alerts of the client that refuse the server's certificate. */
export function certificateAlerts(first: TryView): EventOf<'tls.alert-received'>[] {
  return first.all('tls.alert-received').filter(({ name }) => CERTIFICATE_ALERTS.includes(name))
}

/** Whether an alert names a fault that this certificate does not have; without a fault any refusal of it does. */
export function namesAnotherFault({ name }: { name: string }, fault: string | null): boolean {
  if (fault === null) return CERTIFICATE_ALERTS.includes(name)
  const faults = NAMED_BY_ALERT[name]
  return faults !== undefined && !faults.includes(fault)
}

/** The alert that names a fault which this certificate does not have, unless another one may well mean its fault. */
export function alertOfAnotherFault(
  first: TryView,
  { fault, known }: ServedCertificate,
): EventOf<'tls.alert-received'> | undefined {
  if (!known || certificateAlerts(first).some((alert) => !namesAnotherFault(alert, fault))) return undefined
  return first.all('tls.alert-received').find((alert) => namesAnotherFault(alert, fault))
}

/**
 * How a client left that got the certificate and sent no byte inside TLS and no alert: `in-its-turn` when it was to
 * speak next, else `too-early`. Null when it did not leave like that. By itself it says nothing about the certificate.
 */
export function leftWithoutAWord(session: SessionView): 'in-its-turn' | 'too-early' | null {
  if (session.first('tls.alert-received') || session.first('tls.fault-played')) return null
  if (session.first('tls.client-certificate-refused')) return null
  if (!session.first('tls.established')) return closedInsideHandshake(session) ? 'in-its-turn' : null
  const spoke = session.all('smtp.command-received').some(({ secured }) => secured)
  if (spoke || session.first('session.closed')?.by !== 'client') return null
  // After STARTTLS the client speaks first; with TLS from the first byte it waits for the greeting.
  const greeted = session.all('smtp.reply-sent').some(({ secured }) => secured)
  return greeted || asksForTls(session) ? 'in-its-turn' : 'too-early'
}

/**
 * Behind a whole hello the server's certificate comes, unless the path still has it; a Node client that refuses it on
 * TLS 1.3 just closes.
 */
function closedInsideHandshake(session: SessionView): boolean {
  if (session.first('session.closed')?.undelivered) return false
  return session.first('tls.hello-received') !== undefined && session.first('tls.failed')?.reason === 'client-closed'
}

/** The client said STARTTLS. */
export function asksForTls(session: SessionView): boolean {
  return session.all('smtp.command-received').some(({ verb }) => verb === 'STARTTLS')
}
