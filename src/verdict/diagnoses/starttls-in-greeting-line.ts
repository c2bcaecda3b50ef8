// STARTTLS stands in the first line of the answer to EHLO, where the server's name is due.
import { diagnosis } from '../diagnosis.ts'
import { ehlosIn, startsWithStarttls } from '../signs/ehlo.ts'
import { commandsOf } from '../signs/exchanges.ts'

export const starttlsInGreetingLine = diagnosis({
  id: 'starttls-in-greeting-line',
  rank: 92,
  cause:
    'The first line of the answer to EHLO is STARTTLS, and the line with the name of the server comes behind it. ' +
    'A client takes the first line for the greeting, so that it sees no STARTTLS.',
  advice:
    'On the server, or on the proxy that adds the line: put the name of the server first and STARTTLS behind it. On the client nothing is wrong; Cisco ESA says "STARTTLS command not supported" to this.',
  reference: 'Cisco document 212587; RFC 5321 section 4.1.1.1',
  looksFor({ first }) {
    const events = first.sessions.flatMap((session) => {
      // Who asks all the same has seen it.
      if (commandsOf(session, 'STARTTLS').length > 0) return []
      return ehlosIn(session).flatMap((ehlo) => (startsWithStarttls(ehlo) ? [ehlo.reply] : []))
    })
    return events.length > 0 ? { events } : null
  },
})
