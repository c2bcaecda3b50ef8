// Reply texts whose meaning is known. The text tells, never the code alone: 5.7.30 has three meanings.
import type { Findings, Sighting } from '../diagnosis.ts'
import { type Exchange, eventsOf, quoted, refusalsIn, textOf } from './exchanges.ts'

/** Each as the products write it: docs/reference/diagnoses.md names them. */
export const TEXTS = {
  oldTls: /TLS 1\.0 and 1\.1 are not supported(?! by your organization)/i,
  oldTlsOrganization: /TLS 1\.0 and 1\.1 are not supported by your organization/i,
  tlsRequired:
    /must issue a STARTTLS command first|STARTTLS is required to send mail|session encryption is required|TLS required for RCPT domain|encryption required for requested authentication mechanism/i,
  encryptionTooWeak: /encryption too weak/i,
  clientCertificate: /no client certificate presented|client certificate not trusted/i,
  pipelining: /no commands allowed to pipeline after STARTTLS|SMTP(?: protocol)? synchronization/i,
  smtpAuthOffForTenant: /SmtpClientAuthentication is disabled for the Tenant/i,
  smtpAuthOffForMailbox: /SmtpClientAuthentication is disabled for the Mailbox/i,
  basicAuthDisabled: /basic authentication is disabled/i,
  basicAuthRetired: /basic authentication is not supported for client submission/i,
  securityDefaults: /user is locked by your organization's security defaults policy/i,
  conditionalAccess: /did not meet the criteria to be authenticated successfully/i,
  wrongCredentials: /the user credentials were incorrect/i,
  exchangeAuthFailed: /^5\.7\.3 authentication unsuccessful/i,
  exchangeMechanism: /^5\.7\.4 unrecognized authentication type/i,
  notAuthenticatedToSend: /client not authenticated to send mail/i,
  authRequired: /authentication (?:is )?required|client was not authenticated|must authenticate/i,
  greylisted: /gr[ea]y-?list/i,
  mailboxFull: /over quota|quota exceeded|mailbox (?:is )?full|out of storage space/i,
  rateLimited:
    /too (?:many|much) (?:concurrent |new )?(?:connections|sessions|mail\b|messages|recipients)|maximum number of concurrent connections|submission rate|rate limit/i,
  tooBig: /(?:message|size).*(?:exceed|too (?:big|large))|too much mail data/i,
} as const satisfies Record<string, RegExp>

/** A look that finds refusals with this text; the words are `{reply}`, and `{to}` for what was refused. */
export function refusedSaying(pattern: RegExp): (findings: Findings) => Sighting | null {
  return ({ first }) => sightingOf(refusalsIn(first).filter(({ reply }) => pattern.test(textOf(reply))))
}

/**
 * A look that finds refusals of these codes at these places, unless their text says more than the code or they only
 * follow from a refusal before: what was sent along with it comes out of order.
 */
export function refusedAt(
  places: readonly string[],
  from: number,
  to: number,
): (findings: Findings) => Sighting | null {
  return ({ first }) =>
    sightingOf(
      refusalsIn(first).filter(
        (exchange) =>
          places.includes(exchange.to) &&
          exchange.reply.code >= from &&
          exchange.reply.code <= to &&
          isPlain(exchange) &&
          !isOutOfOrder(exchange),
      ),
    )
}

/** The evidence of refusals, the first of them in words; null for none. */
export function sightingOf(refusals: readonly Exchange[]): Sighting | null {
  const [one] = refusals
  if (!one) return null
  return { events: refusals.flatMap(eventsOf), words: { reply: quoted(one.reply), to: placeOf(one.to) } }
}

/** No text that a diagnosis of its own knows, and not the end of a session that was quiet for too long. */
export function isPlain({ reply, session }: Exchange): boolean {
  const text = textOf(reply)
  if (Object.values(TEXTS).some((pattern) => pattern.test(text))) return false
  return !session.all('smtp.timed-out').some(({ seq }) => seq < reply.seq)
}

/** 503, or X.5.1 as in `554 5.5.1 Error: no valid recipients`: about the order of the commands, not what they say. */
function isOutOfOrder({ reply }: Exchange): boolean {
  return reply.code === 503 || /^5\.5\.1\b/.test(textOf(reply))
}

function placeOf(to: string): string {
  if (to === 'greeting') return 'the connection'
  return to === 'message' ? 'the message' : to
}
