// The client sends nothing with a suite that encrypts nothing or authenticates nobody.
import { flag } from '../../scenario/shape.ts'
import { expectation } from '../expectation.ts'
import { commandsOf } from '../signs/exchanges.ts'
import { protectsNothing } from '../signs/suites.ts'

export const refusesNullAndAnonymous = expectation({
  name: 'refuses-null-and-anonymous',
  doc: 'The client sends no credentials and no part of the mail inside TLS with a NULL or an anonymous suite. For servers that have others as well, so that the outcome alone does not tell.',
  options: flag(),
  check(wanted, { first }) {
    if (!wanted) return null
    for (const session of first.sessions) {
      const established = session.all('tls.established').find(({ suite }) => protectsNothing(suite))
      if (!established) continue
      const sent = commandsOf(session, 'AUTH', 'MAIL').find(({ secured, seq }) => secured && seq > established.seq)
      if (!sent) continue
      const expected = 'nothing sent with a NULL or an anonymous suite'
      return { expected, found: `${sent.verb} with ${established.suite}`, events: [established.seq, sent.seq] }
    }
    return null
  },
})
