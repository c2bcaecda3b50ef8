// The client left when it had seen which logins are offered.
import { diagnosis } from '../diagnosis.ts'
import { ehlosIn, lists, mechanismsIn } from '../signs/ehlo.ts'
import { inWords } from '../signs/versions.ts'
import type { SessionView } from '../try-view.ts'

export const noUsableAuth = diagnosis({
  id: 'no-usable-auth',
  rank: 45,
  cause:
    'The client left as soon as it had seen the list of the server, which offers {offered} for a login here. A client that is set to log in cannot go on there.',
  advice:
    'On the client: choose a mechanism that the list offers (XOAUTH2 needs a token in place of a password), or leave the login out where none is offered. ' +
    'Where AUTH is listed only inside TLS, turn STARTTLS on. On the server: else enable PLAIN or LOGIN inside TLS.',
  reference: 'RFC 4954 section 3',
  looksFor({ first }) {
    const last = first.sessions.at(-1)
    const ehlo = last && leftAt(last)
    if (!ehlo) return null
    const offered = ehlo.seen.flatMap(mechanismsIn)
    // With a password every client can do one of these two.
    if (offered.includes('PLAIN') || offered.includes('LOGIN')) return null
    return { events: [ehlo.command, ehlo.reply], words: { offered: inWords(offered) } }
  },
})

/** The answer to EHLO behind which the client said no more than QUIT, where it was not TLS that was missing. */
function leftAt(session: SessionView) {
  const ehlo = ehlosIn(session).at(-1)
  if (!ehlo || !(ehlo.command.secured || lists(ehlo.seen, 'STARTTLS'))) return undefined
  const behind = session.events.filter(({ seq }) => seq > ehlo.reply.seq)
  const said = behind.some((event) => event.event === 'smtp.command-received' && event.verb !== 'QUIT')
  return said || session.first('session.closed') === undefined ? undefined : ehlo
}
