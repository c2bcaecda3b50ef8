// The server demands a login, and the client did not try one.
import { diagnosis } from '../diagnosis.ts'
import { commandsOf, refusalsIn, textOf } from '../signs/exchanges.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const authNotTried = diagnosis({
  id: 'auth-not-tried',
  rank: 60,
  cause: 'The server takes mail only after a login, and the client did not try one: "{reply}".',
  advice:
    'On the client: turn authentication on and give it user and password. If it is on: the answer to EHLO shows whether AUTH is listed, in clear or only inside TLS.',
  reference: 'RFC 4954 section 6',
  looksFor({ first }) {
    const tried = new Map(first.sessions.map((session) => [session, commandsOf(session, 'AUTH')[0]?.seq]))
    return sightingOf(
      refusalsIn(first).filter(({ session, reply }) => {
        const before = (tried.get(session) ?? Number.POSITIVE_INFINITY) < reply.seq
        return !before && TEXTS.authRequired.test(textOf(reply))
      }),
    )
  },
})
