// What a session can prove of how a client looks at certificates: see docs/explanation/handshake-and-certificate.md.
import type { LoadedScenario } from '../scenario/load.ts'
import type { CertificateFacts } from '../transcript/events.ts'
import { certificateAlerts, certificateOf, leftWithoutAWord } from '../verdict/certificate.ts'
import { tlsServed } from '../verdict/served.ts'
import type { TryView } from '../verdict/try-view.ts'

/**
 * `refused`: an alert says so. `not-checked`: the client went on where one that checks could not. `accepted`: it went on
 * with a certificate that it may well have checked. `left`: it closed without a word, which proves nothing. `unseen`:
 * the handshake broke before, or for another reason.
 */
export type CertificateSight = 'refused' | 'not-checked' | 'accepted' | 'left' | 'unseen'

export interface CertificateView {
  seen: CertificateSight
  /** The fault of the server's certificate by name; null: none. */
  fault: string | null
  /** The name of the alert that refused it. */
  alert: string | null
  /** Nobody could trust the authority of this run, since nobody was given it. */
  authorityUnknown: boolean
  client: { asked: boolean; shown: CertificateFacts | null }
}

export interface CertificateOptions {
  scenario: LoadedScenario
  /** Whether the certificate of the authority was given to anybody. */
  authorityGiven: boolean
}

/** Null: no TLS was tried. */
export function certificateView(
  tries: readonly TryView[],
  { scenario, authorityGiven }: CertificateOptions,
): CertificateView | null {
  const [first] = tries
  const sessions = tries.flatMap((attempt) => attempt.sessions)
  if (!first || !sessions.some((session) => session.first('tls.hello-received'))) return null
  const { fault, known } = certificateOf(tlsServed(scenario, first))
  const authorityUnknown = !authorityGiven && known
  // Some faults a right client puts up with: the scenario knows.
  const mustBeRefused = fault !== null && (scenario.expect?.outcomes?.mandatory?.encrypted ?? 'fail') === 'fail'
  const alert = tries.flatMap(certificateAlerts)[0]?.name ?? null
  const wentOn = sessions.some(
    (session) =>
      session.first('tls.established') && session.all('smtp.command-received').some(({ secured }) => secured),
  )
  const established = sessions.flatMap((session) => session.all('tls.established'))
  return {
    seen: wentOn
      ? authorityUnknown || mustBeRefused
        ? 'not-checked'
        : 'accepted'
      : alert !== null
        ? 'refused'
        : sessions.some((session) => leftWithoutAWord(session) === 'in-its-turn')
          ? 'left'
          : 'unseen',
    fault,
    alert,
    authorityUnknown,
    client: {
      asked: established.some(({ clientCertificateAsked }) => clientCertificateAsked),
      shown: established.findLast(({ clientCertificate }) => clientCertificate)?.clientCertificate ?? null,
    },
  }
}
