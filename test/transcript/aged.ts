// A transcript after a long run: what was recorded first has left it, and a record is what stays.
import type { TranscriptEvent } from '../../src/index.ts'
import type { EventFields } from '../../src/transcript/events.ts'
import { Recorder } from '../../src/transcript/recorder.ts'

export interface AgedOptions {
  /** Cap of the transcript. Default: room for a record of all that is handed over. */
  limit?: number
  /** How many times the cap comes later. Default: 3. */
  rounds?: number
  /** How many sessions come later, instead; less than what makes anything leave. */
  others?: number
}

/** When the others come: behind every settle time, and in the second run of a launched command. */
export const LATER_MS = 10_000_000

/**
 * Records these events, which must be numbered from 1 without a gap, and then so many sessions of other clients that
 * none of them is left but in the records.
 */
export function aged(events: readonly TranscriptEvent[], { limit, rounds = 3, others }: AgedOptions = {}): Recorder {
  let nowMs = 0
  const recorder = new Recorder({ now: () => nowMs, limit: limit ?? 8 * (events.length + 50) })
  for (const { seq: _, session, atMs, event, ...fields } of events) {
    nowMs = atMs
    recorder.forSession(session)(event, fields as never)
  }
  nowMs += LATER_MS
  const cap = limit ?? 8 * (events.length + 50)
  let session = events.reduce((most, each) => Math.max(most, each.session), 0)
  for (let left = others === undefined ? rounds * cap : others * OTHER.length; left > 0; left -= OTHER.length) {
    nowMs += 5
    const append = recorder.forSession(++session)
    append('session.opened', { ...OPENED, from: `198.51.100.${session % 50}` })
    for (const [event, fields] of OTHER) append(event, fields as never)
  }
  return recorder
}

const OPENED: EventFields['session.opened'] = { from: '', fromPort: 40_000, to: '127.0.0.1', toPort: 2525 }

/** A client that sees no STARTTLS and leaves. */
const OTHER = [
  ['smtp.reply-sent', { lines: ['220 smtp.test ESMTP'], code: 220, secured: false }],
  ['smtp.command-received', { line: 'EHLO other.test', verb: 'EHLO', secured: false }],
  ['smtp.reply-sent', { lines: ['250 smtp.test'], code: 250, secured: false }],
  ['smtp.command-received', { line: 'QUIT', verb: 'QUIT', secured: false }],
  ['smtp.reply-sent', { lines: ['221 2.0.0 Bye'], code: 221, secured: false }],
  ['session.closed', { by: 'server', how: 'fin', bytesReceived: 24, bytesSent: 60 }],
] as const
