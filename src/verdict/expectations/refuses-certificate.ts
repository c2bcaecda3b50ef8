// The client refuses the certificate of the server: by alert, or by leaving without a byte inside TLS.
import { flag } from '../../scenario/shape.ts'
import { certificateAlerts, leftWithoutAWord } from '../certificate.ts'
import { type Evidence, expectation } from '../expectation.ts'

export const refusesCertificate = expectation({
  name: 'refuses-certificate',
  doc: 'The client refuses the certificate: by an alert, or by closing before its first byte inside TLS and either saying that it failed or having delivered to the healthy server. Asked of the policy `mandatory` only: the others may accept any certificate.',
  options: flag(),
  check(wanted, evidence) {
    const { first, policy } = evidence
    if (policy !== 'mandatory') return null
    const alerts = certificateAlerts(first)
    const leaving = first.sessions.filter((session) => leftWithoutAWord(session) === 'in-its-turn')
    const meant = alerts.length > 0 || (leaving.length > 0 && leavingMeansRefusal(evidence))
    if (!wanted) {
      if (!meant) return null
      const ends = leaving.flatMap((session) => [...session.all('tls.failed'), ...session.all('session.closed')])
      const events = [...alerts, ...ends].map(({ seq }) => seq)
      return { expected: 'the certificate accepted', found: 'refused', events }
    }
    // Leaving without a word may be a refusal: then nothing is proved either way.
    if (meant || leaving.length > 0) return null
    const [spoken] = first.all('smtp.command-received').filter(({ secured }) => secured)
    const expected = 'the certificate refused'
    return spoken
      ? { expected, found: 'the session went on inside TLS', events: [spoken.seq] }
      : { expected, found: 'no sign of a refusal', events: [], restsOnAbsence: true }
  },
})

function leavingMeansRefusal({ client, control }: Evidence): boolean {
  return client?.says === 'failed' || control?.outcome === 'encrypted'
}
