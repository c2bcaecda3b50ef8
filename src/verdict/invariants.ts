// What a right client does everywhere, whatever the scenario.
import type { TranscriptEvent } from '../transcript/events.ts'
import { asksForTls } from './certificate.ts'
import type { Evidence, Unmet } from './expectation.ts'
import { hammered } from './hammering.ts'
import type { FailedExpectation, Leak } from './judgement.ts'
import type { Shown } from './outcome.ts'
import { wentOnBehindBroken } from './signs/broken-handshakes.ts'
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
  return session.all('smtp.pipelined-behind-starttls').flatMap((event) => {
    // What the path has put there is not the client's.
    const injected = session
      .all('path.acted')
      .some(({ toward, step, seq }) => toward === 'server' && ADDING.includes(step) && seq < event.seq)
    if (injected) return []
    const found = `${event.bytes} bytes of ${event.kind === 'tls' ? 'TLS' : 'commands'}`
    const expected = 'nothing behind STARTTLS before its reply'
    return [broken('nothing-behind-starttls', { expected, found, events: seqs(event) })]
  })
}

/** Steps that add bytes; `path` is a line that no step owns up to. */
const ADDING = ['inject', 'path']

/**
 * Response injection (CVE-2020-14954 and others): the server holds its first reply inside TLS back, and a client that
 * goes on before it has taken a reply from before TLS for it. EHLO is the last of a group (RFC 2920 section 3.1), so
 * that nothing else explains a command behind it.
 */
function usedFromBeforeTls(session: SessionView): Finding[] {
  if (!asksForTls(session)) return []
  const [hello, next] = session.all('smtp.command-received').filter(({ secured }) => secured)
  if (!hello || !saysHello(hello) || !next?.pipelined) return []
  const held = session.all('smtp.reply-held').find(({ secured, seq }) => secured && seq > hello.seq && seq < next.seq)
  if (!held) return []
  const expected = 'no reply from before TLS used inside it'
  const found = `${shown(next)}, sent before the first reply inside TLS`
  return [broken('nothing-used-from-before-tls', { expected, found, events: seqs(hello, held, next) })]
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
