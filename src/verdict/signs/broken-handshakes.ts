// Handshakes that a client has to refuse, and whether it went on behind one all the same.
import type { TranscriptEvent } from '../../transcript/events.ts'
import type { EventOf, SessionView } from '../try-view.ts'

/**
 * Faults that a client cannot go on behind. What else is played is allowed (records of any length), comes behind the
 * handshake, or ends it. TLS 1.3 alone obliges a client to look at the end of the random (RFC 8446 section 4.1.3).
 */
const TO_BE_REFUSED: Readonly<Record<string, (session: SessionView) => boolean>> = {
  'wrong-version': () => true,
  'unoffered-suite': () => true,
  'downgrade-sentinel': offersTls13,
  'oversized-record': () => true,
  'empty-certificate-list': () => true,
  'missing-server-key-exchange': () => true,
  'bad-signature': () => true,
  'bad-finished': () => true,
}

export const FAULTS_TO_BE_REFUSED: readonly string[] = Object.keys(TO_BE_REFUSED)

export interface WentOn {
  played: EventOf<'tls.fault-played'>
  /** Its first command inside that TLS. */
  command: EventOf<'smtp.command-received'>
  /** The fault, the end of the handshake, the command. */
  events: readonly TranscriptEvent[]
}

/** The client said something inside a TLS that it had to refuse; null when it did not. */
export function wentOnBehindBroken(session: SessionView): WentOn | null {
  const played = session.all('tls.fault-played').find(({ fault }) => TO_BE_REFUSED[fault]?.(session))
  const command = saidInside(session)
  if (!played || !command) return null
  return { played, command, events: [played, ...session.all('tls.established'), command] }
}

/** The first command inside TLS. */
export function saidInside(session: SessionView): EventOf<'smtp.command-received'> | undefined {
  return session.all('smtp.command-received').find(({ secured }) => secured)
}

export function offersTls13(session: SessionView): boolean {
  return session.first('tls.hello-received')?.hello.versions.includes('TLSv1.3') ?? false
}

export function sentinelIn(session: SessionView): EventOf<'tls.fault-played'> | undefined {
  return session.all('tls.fault-played').find(({ fault }) => fault === 'downgrade-sentinel')
}
