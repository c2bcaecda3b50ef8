// What every engine does with a client certificate: its facts, and whether the plan refuses it.
import type { PeerCertificate } from 'node:tls'
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { CertificateFacts } from '../transcript/events.ts'
import { clean } from './limits.ts'

type Policy = TlsPlan['clientCertificate']

/** `problem` is OpenSSL's verification code; null: it chains to the authority, is in time and made for clients. */
export function clientCertificateFacts(
  certificate: PeerCertificate,
  problem: string | null,
  { verify, names }: Policy,
): CertificateFacts {
  const found = problem ?? wrongName(certificate, verify === 'name' ? names : [])
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    validTo: timeOf(certificate.valid_to),
    trusted: found === null,
    problem: found,
  }
}

/** Why the plan refuses the client that showed this; null when it does not. */
export function refusalOf(certificate: CertificateFacts | null, { ask, verify }: Policy): string | null {
  if (!certificate) return ask === 'require' ? 'MISSING' : null
  return verify === 'none' ? null : certificate.problem
}

/**
 * Whether a handshake without a client certificate fails with an alert. Where an untrusted one is just closed upon, a
 * missing one is still told, as every OpenSSL server does.
 */
export function alertsMissing({ ask, verify, refuse }: Policy): boolean {
  return ask === 'require' && (refuse === 'handshake' || (refuse === 'close' && verify !== 'none'))
}

function wrongName(certificate: PeerCertificate, names: readonly string[]): string | null {
  if (names.length === 0) return null
  const shown = [certificate.subject?.CN ?? [], alternativeNames(certificate.subjectaltname ?? '')].flat()
  const wanted = names.map((name) => name.toLowerCase())
  return shown.some((name) => wanted.includes(name.toLowerCase())) ? null : 'NAME_MISMATCH'
}

/**
 * The values of `DNS:mail.example, IP Address:192.0.2.1, DNS:"odd, name"`: Node quotes as JSON what holds a comma or a
 * quote, so that one name cannot pass for two (CVE-2021-44532).
 */
function alternativeNames(text: string): string[] {
  return [...text.matchAll(/(?:^|, )[\w ]+:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, value = '']) =>
    value.startsWith('"') ? String(JSON.parse(value)) : value,
  )
}

// The client wrote them: no more than a line each, and none that a terminal would obey.
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).map(
    ([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : value}`,
  )
  return clean(parts.join(', '))
}

/** Empty for a time that is none: OpenSSL takes such a certificate and Node then says "Bad time value". */
function timeOf(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}
