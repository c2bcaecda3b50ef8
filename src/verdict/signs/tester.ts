// A client that only looks at a server, and how that is told from a mail that failed.
import type { Evidence } from '../expectation.ts'
import type { EventOf, SessionView, TryView } from '../try-view.ts'
import { exchangesIn } from './exchanges.ts'

type Shown = EventOf<'smtp.command-received'> | EventOf<'tls.hello-received'>

/** Hellos with suites of their own. A client that falls back changes them as well, once for each version at most. */
const HELLOS = 5
/** Hellos with one suite alone: no client has so few, and a scanner has one for each. */
const HELLOS_OF_ONE = 3

/**
 * The events that show a tester; null where the client may have had a mail to send. Its own word that it failed, and a
 * control that did send, say that it had.
 */
export function testedIn({ first, client, control }: Evidence): Shown[] | null {
  if (client?.says === 'failed' || client?.says === 'timed-out' || control?.outcome === 'encrypted') return null
  if (first.all('smtp.command-received').some(({ verb }) => MAILING.includes(verb))) return null
  if (first.all('smtp.content-received').length > 0) return null
  const ends = first.sessions.map(endBehindMail)
  // A client that left behind an accepted MAIL in another way may have broken down there.
  if (ends.includes('broken-off')) return null
  const stopped = ends.filter((end) => end !== null && end !== 'broken-off')
  return stopped.length > 0 ? stopped : manyHellos(first)
}

/** What only a client with a mail says, or one that has credentials for it. */
const MAILING = ['RCPT', 'DATA', 'BDAT', 'AUTH']
const POLITE = ['RSET', 'NOOP', 'QUIT']

/**
 * The MAIL that was accepted, where nothing but a polite end came behind it, and no refusal of STARTTLS before: who goes on
 * in clear there does what a mailer does. Null without a MAIL that was accepted.
 */
function endBehindMail(session: SessionView): EventOf<'smtp.command-received'> | 'broken-off' | null {
  const exchanges = exchangesIn(session)
  const mail = exchanges.find(({ to, reply }) => to === 'MAIL' && reply.code >= 200 && reply.code < 300)?.command
  if (!mail) return null
  const refused = exchanges.some(({ to, reply }) => to === 'STARTTLS' && reply.code !== 220)
  const commands = session.all('smtp.command-received')
  const behind = commands.slice(commands.indexOf(mail) + 1)
  const polite = behind.at(-1)?.verb === 'QUIT' && behind.every(({ verb }) => POLITE.includes(verb))
  return polite && !refused ? mail : 'broken-off'
}

function manyHellos(first: TryView): EventOf<'tls.hello-received'>[] | null {
  const bySuites = new Map<string, EventOf<'tls.hello-received'>>()
  for (const hello of first.all('tls.hello-received')) {
    const key = suitesOf(hello).sort().join()
    if (!bySuites.has(key)) bySuites.set(key, hello)
  }
  const hellos = [...bySuites.values()]
  const ofOne = hellos.filter((hello) => suitesOf(hello).length === 1)
  return hellos.length >= HELLOS || ofOne.length >= HELLOS_OF_ONE ? hellos : null
}

function suitesOf({ hello }: EventOf<'tls.hello-received'>): string[] {
  return hello.suites.filter((name) => !name.endsWith('_SCSV'))
}
