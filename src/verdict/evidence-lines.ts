// The events that prove something, a line each, as a reader finds them again in the transcript.
import type { TranscriptEvent } from '../transcript/events.ts'

/** More than this is counted, not shown. */
const LIMIT = 8

/** Lines for the events with these numbers, in the order of the transcript; none for what is not there. */
export function evidenceLines(numbers: readonly number[], transcript: readonly TranscriptEvent[]): string[] {
  const wanted = new Set(numbers)
  const events = transcript.filter(({ seq }) => wanted.has(seq))
  const lines = events.slice(0, LIMIT).flatMap(linesOf)
  return events.length > LIMIT ? [...lines, `    ... and ${events.length - LIMIT} more`] : lines
}

function linesOf(event: TranscriptEvent): string[] {
  const secured = 'secured' in event && event.secured
  return textsOf(event).map((text) => `    #${event.session} ${secured ? 'tls' : '   '} ${text}`)
}

function textsOf(event: TranscriptEvent): string[] {
  if (event.event === 'smtp.command-received') return [`C: ${event.line}`]
  if (event.event === 'smtp.reply-sent') return event.lines.map((line) => `S: ${line}`)
  if (event.event === 'tls.hello-received') return [`${event.event}: ${event.summary}`]
  const { seq: _, session: __, atMs: ___, event: name, ...fields } = event
  const words = Object.entries(fields).flatMap(([key, value]) => (isPlain(key, value) ? [`${key} ${value}`] : []))
  return [words.length > 0 ? `${name}: ${words.join(', ')}` : name]
}

/** What can be read in a line; `secured` has its own place, and what the mail says of itself proves nothing. */
function isPlain(key: string, value: unknown): boolean {
  return (
    !['secured', 'messageId', 'subject'].includes(key) &&
    (typeof value === 'string' || typeof value === 'number') &&
    value !== ''
  )
}
