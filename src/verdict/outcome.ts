// What became of the mail, and the worst that was sent in clear on the way.
import type { Outcome } from '../scenario/words.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import { LEAKS, type Leak } from './judgement.ts'
import type { EventOf, SessionView, TryView } from './try-view.ts'

/** An outcome or a leak, with the events that show it. */
export interface Shown<T> {
  value: T
  events: readonly TranscriptEvent[]
}

/** How the mail travelled that was accepted with 2yz; one message in clear makes the whole try `in-clear`. */
export function outcomeOf({ sessions }: TryView): Shown<Outcome> {
  const accepted = sessions.flatMap(acceptedIn)
  const inClear = accepted.filter((message) => !message.secured)
  if (inClear.length > 0) return { value: 'in-clear', events: inClear }
  return accepted.length > 0 ? { value: 'encrypted', events: accepted } : { value: 'none', events: [] }
}

/** Messages of the client of which it was told that they are accepted: a 2yz came next. */
export function acceptedIn({ events }: SessionView): EventOf<'smtp.message-accepted'>[] {
  const accepted: EventOf<'smtp.message-accepted'>[] = []
  let waiting: EventOf<'smtp.message-accepted'> | null = null
  let sending = false
  for (const event of events) {
    if (startsContent(event)) sending = true
    else if (event.event === 'smtp.message-accepted') {
      // Without a DATA or BDAT of the client it was the path that put the message there.
      waiting = sending && event.recipients.length > 0 ? event : null
      sending = false
    } else if (waiting && ANSWERS.has(event.event)) {
      if (event.event === 'smtp.reply-sent' && event.code >= 200 && event.code < 300) accepted.push(waiting)
      waiting = null
    }
  }
  return accepted
}

const ANSWERS = new Set<string>(['smtp.reply-sent', 'smtp.reply-withheld', 'smtp.reply-lost'])

/** The worst that the client sent outside TLS: it does not matter what the server said to it, or what arrived there. */
export function leakOf({ sessions }: TryView): Shown<Leak> {
  const leaks = sessions.flatMap(leaksIn)
  const value = LEAKS.findLast((leak) => leaks.some((each) => each.leak === leak)) ?? 'none'
  return { value, events: leaks.flatMap(({ leak, event }) => (leak === value ? [event] : [])) }
}

function leaksIn({ events }: SessionView): { leak: Leak; event: TranscriptEvent }[] {
  const found: { leak: Leak; event: TranscriptEvent }[] = []
  let secured = false
  let inExchange = false
  let sending = false
  for (const event of events) {
    let leak: Leak = 'none'
    if (event.event === 'tls.established') secured = true
    else if (event.event === 'smtp.reply-sent') inExchange = event.code === 334
    else if (event.event === 'smtp.command-received' && !event.secured) leak = leakInLine(event.line, event.verb === '')
    else if (event.event === 'smtp.partial-line-received' && !secured) leak = leakInLine(event.line, inExchange)
    else if (event.event === 'smtp.content-received') {
      if (sending && event.bytes > 0 && !event.secured) leak = 'content'
      sending = false
    }
    if (startsContent(event)) sending = true
    if (leak !== 'none') found.push({ leak, event })
  }
  return found
}

function startsContent(event: TranscriptEvent): boolean {
  return event.event === 'smtp.command-received' && (event.verb === 'DATA' || event.verb === 'BDAT')
}

/**
 * A line of an AUTH exchange has no verb, and is shown redacted unless secrets are; the AUTH command itself leaks when
 * it brings an initial response (RFC 4954 section 4). `*` gives up, `=` is empty.
 */
function leakInLine(line: string, inExchange: boolean): Leak {
  const text = line.trim()
  if (inExchange) return text === '' || text === '*' || text === '=' ? 'none' : 'credentials'
  if (/^AUTH\s+\S+\s+(?![=*]$)\S/i.test(text)) return 'credentials'
  return /^(MAIL|RCPT)(\s|$)/i.test(text) ? 'envelope' : 'none'
}
