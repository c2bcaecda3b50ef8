// The client comes back after it was turned away, and not too fast.
import { duration, mapping, number, optional } from '../../scenario/shape.ts'
import { expectation } from '../expectation.ts'
import { acceptedIn } from '../outcome.ts'
import { type SessionView, triesOfTheClient } from '../try-view.ts'

export const retries = expectation({
  name: 'retries',
  doc: 'A client whose first session brought no mail in comes back after it (RFC 5321 section 4.5.4.1): in later sessions of its try, or in later tries.',
  options: mapping(
    {
      atLeast: optional(
        number({ min: 1, integer: true, says: 'a whole number from 1' }),
        'How many times. Default: 1.',
      ),
      within: optional(
        duration(),
        'All of them within this time after the first session ended. Default: as long as the run lasts.',
      ),
      notFasterThan: optional(duration(), 'The least time between the end of one session and the start of the next.'),
    },
    'how the client retries',
  ),
  check({ atLeast = 1, within = Number.POSITIVE_INFINITY, notFasterThan = 0 }, { tries }) {
    const [original, ...others] = triesOfTheClient(tries).flatMap(({ sessions }) => sessions)
    if (!original || acceptedIn(original).length > 0) return null
    const endMs = original.closedAtMs ?? Number.POSITIVE_INFINITY
    // What was opened before it ended runs beside it and is no retry.
    const again = others.filter(({ openedAtMs }) => openedAtMs >= endMs)
    const inTime = again.filter(({ openedAtMs }) => openedAtMs - endMs <= within)
    const events = [original, ...again].flatMap((session) => session.all('session.opened').map(({ seq }) => seq))
    if (inTime.length < atLeast) {
      const limit = Number.isFinite(within) ? ` within ${within} ms` : ''
      const expected = `at least ${counted(atLeast)}${limit}`
      const found = inTime.length === 0 ? 'none' : counted(inTime.length)
      return { expected, found, events, restsOnAbsence: true, restsOnLaterTries: true }
    }
    const shortest = shortestPause([original, ...again])
    if (shortest >= notFasterThan) return null
    return { expected: `at least ${notFasterThan} ms between sessions`, found: `${shortest} ms`, events }
  },
})

/** From the end of a session to the start of the next. */
function shortestPause(sessions: readonly SessionView[]): number {
  let endMs = Number.NEGATIVE_INFINITY
  let shortest = Number.POSITIVE_INFINITY
  for (const { openedAtMs, closedAtMs } of sessions) {
    shortest = Math.min(shortest, Math.max(0, openedAtMs - endMs))
    endMs = Math.max(endMs, closedAtMs ?? openedAtMs)
  }
  return shortest
}

function counted(count: number): string {
  return `${count} more session${count === 1 ? '' : 's'}`
}
