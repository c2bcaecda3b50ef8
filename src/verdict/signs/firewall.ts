// Fingerprints of a firewall that inspects SMTP (Cisco document 118550, puck.nether.net 2004, serverfault 398147).
import type { TranscriptEvent } from '../../transcript/events.ts'
import type { SessionView } from '../try-view.ts'
import { sawStarttls } from './ehlo.ts'
import { exchangesIn, textOf } from './exchanges.ts'

const MASKED_KEYWORD = /^250[ -]X{3,}[A-Z]$/
const MASKED_VERB = /^X{4,}(?:\s|$)/
const MASKED_BANNER = /^220[ -](?=.*\*{4})[*20 ]+$/

/** What shows that STARTTLS was masked in a session that never got into TLS. */
export function maskedIn(session: SessionView): TranscriptEvent[] {
  if (session.first('tls.established')) return []
  const masked = exchangesIn(session).flatMap(({ to, command, reply }) => {
    const events: TranscriptEvent[] = []
    if (command && isMasked(command.arrived ?? command.line, command.verb)) events.push(command)
    if (to === 'EHLO' && reply.lines.some((line) => MASKED_KEYWORD.test(line))) events.push(reply)
    if (reply.code >= 500 && /"X{4,}"/.test(textOf(reply))) events.push(reply)
    return events
  })
  if (masked.length > 0 || sawStarttls(session)) return masked
  return session.all('smtp.reply-sent').filter(({ lines }) => lines.some((line) => MASKED_BANNER.test(line)))
}

/** The PIX up to 6.x turned what it did not know into NOOP. */
function isMasked(arrived: string, verb: string): boolean {
  return MASKED_VERB.test(arrived) || (/^NOOP\b/.test(arrived) && verb !== 'NOOP')
}
