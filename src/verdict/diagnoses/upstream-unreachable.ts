// The real server behind the path could not be reached.
import { diagnosis } from '../diagnosis.ts'

export const upstreamUnreachable = diagnosis({
  id: 'upstream-unreachable',
  rank: 96,
  cause: 'The real server behind the path, {upstream}, could not be reached: {detail}.',
  advice:
    'Check `upstream` in the scenario: host, port, and whether this machine may connect there. The client plays no part.',
  reference: 'docs/reference/scenario.md',
  looksFor({ first }) {
    const events = first.all('path.upstream-failed')
    const [one] = events
    return one ? { events, words: { upstream: one.upstream, detail: one.detail } } : null
  },
})
