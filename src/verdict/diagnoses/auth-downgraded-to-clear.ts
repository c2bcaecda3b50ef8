// A mechanism that hides the password was refused, and the client then sent the password in clear.
import { diagnosis } from '../diagnosis.ts'
import { type Exchange, eventsOf, exchangesIn } from '../signs/exchanges.ts'

/** Mechanisms that send the password itself (RFC 4616 section 5). */
const SHOWS_PASSWORD = ['PLAIN', 'LOGIN']

export const authDowngradedToClear = diagnosis({
  id: 'auth-downgraded-to-clear',
  rank: 86,
  cause:
    'The client tried AUTH {strong}, which does not show the password; when that was refused it logged in with {weak} outside TLS, which does. ' +
    'Whoever sits on the path can bring that about.',
  advice:
    'On the client: demand TLS before any login, or name the one mechanism that it may use (swaks: --auth; curl: --login-options AUTH=...). Change the password that went out. ' +
    'On the server: do not list PLAIN and LOGIN outside TLS.',
  reference: 'RFC 4954 section 4; RFC 4616 section 5',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const tried = exchangesIn(session).flatMap((exchange) => {
        const mechanism = /^\s*AUTH\s+([\w-]{1,40})/i.exec(exchange.command?.line ?? '')?.[1]?.toUpperCase()
        return exchange.to === 'AUTH' && mechanism && !exchange.reply.secured ? [{ exchange, mechanism }] : []
      })
      const weak = tried.find(({ mechanism, exchange }) => SHOWS_PASSWORD.includes(mechanism) && showsIt(exchange))
      const strong = tried.find(
        ({ mechanism, exchange }) => !SHOWS_PASSWORD.includes(mechanism) && exchange.reply.code >= 400,
      )
      if (!strong || !weak || strong.exchange.reply.seq > weak.exchange.reply.seq) continue
      const events = [...eventsOf(strong.exchange), ...eventsOf(weak.exchange)]
      return { events, words: { strong: strong.mechanism, weak: weak.mechanism } }
    }
    return null
  },
})

/** The password follows the prompt, or came with the command. */
function showsIt({ command, reply }: Exchange): boolean {
  return reply.code < 400 || /^\s*AUTH\s+\S+\s+[^\s=*]/i.test(command?.line ?? '')
}
