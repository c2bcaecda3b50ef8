// What a right client does everywhere, whatever the scenario.
import type { TranscriptEvent } from '../transcript/events.ts'
import { asksForTls } from './certificate.ts'
import type { Evidence, Unmet } from './expectation.ts'
import { hammered } from './hammering.ts'
import type { FailedExpectation, Leak } from './judgement.ts'
import type { Shown } from './outcome.ts'
import { wentOnBehindBroken } from './signs/broken-handshakes.ts'
import { ehlosIn, lists } from './signs/ehlo.ts'
import { exchangesIn } from './signs/exchanges.ts'
import type { EventOf, SessionView } from './try-view.ts'

/** An expectation that is not met, before it is known what the judgement makes of it. */
export type Finding = FailedExpectation & Unmet

/** All that were broken in what was seen of the dialogue. */
export function brokenInvariants(evidence: Evidence, leak: Shown<Leak>): Finding[] {
  const { first, policy } = evidence
  return [
    ...leaks(leak, policy),
    ...first.sessions.flatMap(ehloNotRepeated),
    ...first.sessions.flatMap(pipelinedBehindStarttls),
    ...first.sessions.flatMap(usedFromBeforeTls),
    ...first.sessions.flatMap(tookBrokenHandshake),
    ...hammered(evidence.tries).map((unmet) => broken('no-hammering', unmet)),
  ]
}

function leaks({ value, events }: Shown<Leak>, policy: Evidence['policy']): Finding[] {
  if (value === 'none') return []
  const proof = events.map(({ seq }) => seq)
  if (policy !== 'opportunistic') {
    return [
      broken('no-leak', { expected: 'nothing of the mail outside TLS', found: `${value} in clear`, events: proof }),
    ]
  }
  if (value !== 'credentials') return []
  const unmet = { expected: 'no credentials outside TLS', found: 'credentials in clear', events: proof }
  return [{ ...broken('no-credentials-in-clear', unmet), verdict: 'warn' }]
}

/** Commands that may come before EHLO inside TLS, since they need nothing of its answer. */
const NEUTRAL = ['NOOP', 'RSET', 'HELP', 'QUIT']

/** RFC 3207 section 4.2: what EHLO said before TLS is void, so the client asks again. */
function ehloNotRepeated(session: SessionView): Finding[] {
  const established = session.first('tls.established')
  if (!established || !asksForTls(session)) return []
  const inside = session.all('smtp.command-received').filter(({ secured }) => secured)
  const next = inside.find(({ verb }) => !NEUTRAL.includes(verb))
  if (!next || saysHello(next)) return []
  const expected = 'EHLO as the first command inside TLS'
  return [broken('ehlo-again-after-starttls', { expected, found: shown(next), events: seqs(established, next) })]
}

/** RFC 3207 section 4: nothing is sent behind STARTTLS before its reply is there, not even the ClientHello. */
function pipelinedBehindStarttls(session: SessionView): Finding[] {
  const commands = session.all('smtp.command-received')
  const asked = commands.findIndex(({ verb, secured }) => verb === 'STARTTLS' && !secured)
  // Where STARTTLS was refused, what came behind it was carried out like any command.
  const behind = asked < 0 ? undefined : commands[asked + 1]
  const found = [
    ...session.all('smtp.pipelined-behind-starttls').map((event) => {
      return { event, words: `${event.bytes} bytes of ${event.kind === 'tls' ? 'TLS' : 'commands'}` }
    }),
    ...(behind?.pipelined && !behind.secured ? [{ event: behind, words: shown(behind) }] : []),
  ]
  return found.flatMap(({ event, words }) => {
    // What the path has put there is not the client's.
    const injected = session
      .all('path.acted')
      .some(({ toward, step, seq }) => toward === 'server' && ADDING.includes(step) && seq < event.seq)
    if (injected) return []
    const expected = 'nothing behind STARTTLS before its reply'
    return [broken('nothing-behind-starttls', { expected, found: words, events: seqs(event) })]
  })
}

/** Steps that add bytes; `path` is a line that no step owns up to. */
const ADDING = ['inject', 'path']

/**
 * Response injection (CVE-2020-14954 and others): the server holds a reply back, and a client that goes on before it has
 * taken something else for it. EHLO is the last of a group (RFC 2920 section 3.1), so that nothing else explains a
 * command behind it.
 */
function usedFromBeforeTls(session: SessionView): Finding[] {
  if (!asksForTls(session)) return []
  const [hello, next] = session.all('smtp.command-received').filter(({ secured }) => secured)
  const held = hello && next && saysHello(hello) ? heldBetween(session, hello, next) : undefined
  if (hello && next && held) {
    const expected = 'no reply from before TLS used inside it'
    const found = `${shown(next)}, sent before the first reply inside TLS`
    return [broken('nothing-used-from-before-tls', { expected, found, events: seqs(hello, held, next) })]
  }
  return usedBehindStarttls(session)
}

/**
 * The same for later replies, and in clear after STARTTLS was refused: proved where bytes were put behind the answer to
 * STARTTLS and the server lists no PIPELINING, so that each command has to wait for the reply to the one before.
 */
function usedBehindStarttls(session: SessionView): Finding[] {
  const injected = injectedBehindStarttls(session)
  const inTls = session.first('tls.established') !== undefined
  const pipelining = ehlosIn(session).some(
    ({ command, seen }) => command.secured === inTls && lists(seen, 'PIPELINING'),
  )
  if (!injected || pipelining) return []
  let before: EventOf<'smtp.command-received'> | null = null
  let held: EventOf<'smtp.reply-held'> | null = null
  for (const event of session.events) {
    if (event.seq <= injected.seq || !('secured' in event) || event.secured !== inTls) continue
    if (event.event === 'smtp.reply-held') held = before && event
    if (event.event !== 'smtp.command-received') continue
    // A client that gives up says QUIT, and has used nothing.
    if (before && held && event.pipelined && event.verb !== 'QUIT') {
      const expected = 'no reply used that came with the answer to STARTTLS'
      const found = `${shown(event)}, sent before the reply to ${shown(before)}`
      return [broken('nothing-used-from-before-tls', { expected, found, events: seqs(injected, before, held, event) })]
    }
    before = event
    held = null
  }
  return []
}

/** What shows that more than one reply came to STARTTLS. */
function injectedBehindStarttls(session: SessionView): TranscriptEvent | undefined {
  const asked = session.all('smtp.command-received').find(({ verb }) => verb === 'STARTTLS')?.seq ?? 0
  const step = session
    .all('path.acted')
    .find(({ toward, step, seq }) => toward === 'client' && ADDING.includes(step) && seq > asked)
  const answers = exchangesIn(session).filter(({ to, reply }) => to === 'STARTTLS' && !reply.secured)
  const several = answers.find(({ reply }) => reply.lines.filter((line) => /^\d{3}(?: |$)/.test(line)).length > 1)
  return step ?? several?.reply
}

/** The reply to a command was held back, and the next command came before it. */
function heldBetween(
  session: SessionView,
  command: EventOf<'smtp.command-received'>,
  next: EventOf<'smtp.command-received'>,
): EventOf<'smtp.reply-held'> | undefined {
  if (!next.pipelined) return undefined
  return session
    .all('smtp.reply-held')
    .find(({ secured, seq }) => secured === next.secured && seq > command.seq && seq < next.seq)
}

/** What a client says behind a handshake that does not fit is said to anybody, whatever becomes of the mail. */
function tookBrokenHandshake(session: SessionView): Finding[] {
  const wentOn = wentOnBehindBroken(session)
  if (!wentOn) return []
  const expected = 'the broken handshake refused'
  const found = `${shown(wentOn.command)} inside TLS, although ${wentOn.played.detail}`
  return [broken('no-broken-handshake', { expected, found, events: seqs(...wentOn.events) })]
}

/** A client that says it delivered what nobody accepted has lost a mail. */
export function claimedDelivery({ outcome, client, deliveredLater }: Evidence): Finding[] {
  if (outcome !== 'none' || deliveredLater || client?.says !== 'delivered') return []
  const expected = 'a failure reported, since no mail was accepted'
  const found = 'the client says that it delivered'
  const rests = { restsOnAbsence: true, restsOnLaterTries: true } as const
  return [broken('reports-failure', { expected, found, events: [], ...rests })]
}

function broken(id: string, unmet: Unmet): Finding {
  return { id, ...unmet, verdict: 'fail' }
}

function saysHello({ verb }: EventOf<'smtp.command-received'>): boolean {
  return verb === 'EHLO' || verb === 'HELO'
}

function shown({ line, verb }: EventOf<'smtp.command-received'>): string {
  return verb || line
}

function seqs(...events: TranscriptEvent[]): number[] {
  return events.map(({ seq }) => seq)
}
