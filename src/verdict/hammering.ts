// Hammering: a client that comes back too often after it was turned away, or says a refused command again and again.
import type { TranscriptEvent } from '../transcript/events.ts'
import { redactCommand } from '../transcript/redaction.ts'
import type { Unmet } from './expectation.ts'
import { type EventOf, type SessionView, type Tries, type TryView, triesOfTheClient } from './try-view.ts'

const TRIES = 3
const WINDOW_MS = 10_000
const REPEATS = 3

/** More than 3 tries in 10 s after a refusal, or more than 3 repeats of a refused command in a session. */
export function hammered(tries: Tries): Unmet[] {
  const burst = burstOfTries(triesOfTheClient(tries))
  const repeats = (tries.first?.sessions ?? []).flatMap(refusedTooOften)
  return burst ? [burst, ...repeats] : repeats
}

function burstOfTries(tries: readonly TryView[]): Unmet | null {
  for (const [at, each] of tries.entries()) {
    const refusal = refusalIn(each)
    const opened = tries.slice(at + 1, at + 2 + TRIES).flatMap((next) => next.all('session.opened').slice(0, 1))
    const last = opened[TRIES]
    if (!refusal || !last || last.atMs - refusal.atMs > WINDOW_MS) continue
    return {
      expected: `at most ${TRIES} tries in ${WINDOW_MS / 1000} s after a refusal`,
      found: `${opened.length} tries in ${(last.atMs - refusal.atMs) / 1000} s`,
      events: [refusal, ...opened].map(({ seq }) => seq),
    }
  }
  return null
}

/** The first thing that turned the client away. */
function refusalIn(attempt: TryView): TranscriptEvent | undefined {
  const replies = attempt.all('smtp.reply-sent').filter(({ code }) => code >= 400)
  const [first] = [...replies.slice(0, 1), ...attempt.all('tls.failed').slice(0, 1)].sort((a, b) => a.seq - b.seq)
  return first
}

function refusedTooOften(session: SessionView): Unmet[] {
  // Of a long session that has left the transcript only some are left.
  const atLeast = session.first('transcript.thinned') ? 'at least ' : ''
  return [...refusedCommands(session).values()]
    .filter((refused) => refused.length > REPEATS + 1)
    .map((refused) => ({
      expected: `at most ${REPEATS} repeats of a refused command`,
      found: `${atLeast}${refused.length - 1} repeats of ${refused[0]?.verb}`,
      events: refused.map(({ seq }) => seq),
    }))
}

/** Commands that were refused, by their line; the lines of an AUTH exchange belong to its command. */
function refusedCommands({ events }: SessionView): Map<string, EventOf<'smtp.command-received'>[]> {
  const refused = new Map<string, EventOf<'smtp.command-received'>[]>()
  let asked: EventOf<'smtp.command-received'> | null = null
  for (const event of events) {
    if (event.event === 'smtp.command-received' && event.verb !== '') asked = event
    if (event.event !== 'smtp.reply-sent' || !asked || Math.floor(event.code / 100) === 3) continue
    if (event.code >= 400) {
      const line = redactCommand(asked.line)
      const same = refused.get(line)
      if (same) same.push(asked)
      else refused.set(line, [asked])
    }
    asked = null
  }
  return refused
}
