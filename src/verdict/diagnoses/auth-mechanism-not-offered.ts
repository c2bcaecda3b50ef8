// The client asks for a mechanism that EHLO does not list.
import { diagnosis } from '../diagnosis.ts'
import { ehlosIn, mechanismsIn } from '../signs/ehlo.ts'
import { eventsOf, exchangesIn } from '../signs/exchanges.ts'
import { inWords } from '../signs/versions.ts'

export const authMechanismNotOffered = diagnosis({
  id: 'auth-mechanism-not-offered',
  rank: 64,
  cause: 'The client asks for AUTH {mechanism}, and the server offers {offered} here.',
  advice:
    'On the client: choose a mechanism that EHLO lists. Many servers list AUTH only inside TLS: turn STARTTLS on. On the server: else enable {mechanism}.',
  reference: 'RFC 4954 section 4',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const ehlos = ehlosIn(session)
      for (const exchange of exchangesIn(session)) {
        const { to, command, reply } = exchange
        const mechanism = /^\s*AUTH\s+([\w-]{1,40})/i.exec(command?.line ?? '')?.[1]?.toUpperCase()
        if (to !== 'AUTH' || !command || !mechanism || reply.code < 500) continue
        const ehlo = ehlos.findLast(
          (each) => each.command.seq < command.seq && each.command.secured === command.secured,
        )
        const offered = ehlo?.seen.flatMap(mechanismsIn) ?? []
        if (ehlo && !offered.includes(mechanism)) {
          return { events: [ehlo.reply, ...eventsOf(exchange)], words: { mechanism, offered: inWords(offered) } }
        }
      }
    }
    return null
  },
})
