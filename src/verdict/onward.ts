// What became of the mail behind the server that took it: of that nothing is the client's doing.
import type { Outcome } from '../scenario/words.ts'
import { LEAKS, type Onward } from './judgement.ts'
import type { TryView } from './try-view.ts'

/** Null where nothing was sent on; one message in clear makes the whole way `in-clear`. */
export function onwardOf(first: TryView): Onward | null {
  if (first.all('relay.started').length === 0) return null
  const delivered = first.all('relay.delivered')
  const ends = [...delivered, ...first.all('relay.refused'), ...first.all('relay.failed')]
  const leak = LEAKS.findLast((each) => ends.some(({ inClear }) => inClear === each)) ?? 'none'
  return { outcome: outcomeOf(delivered), leak }
}

function outcomeOf(delivered: readonly { secured: boolean }[]): Outcome {
  if (delivered.some(({ secured }) => !secured)) return 'in-clear'
  return delivered.length > 0 ? 'encrypted' : 'none'
}
