// The client refused the certificate, for a reason that it did not name or that is not the scenario's.
import { diagnosis } from '../diagnosis.ts'
import { unexplainedAlerts } from '../signs/server-certificate.ts'

export const certificateRefused = diagnosis({
  id: 'certificate-refused',
  rank: 73,
  cause:
    "The client refused the server's certificate with the alert {alert}; the certificate has no fault that this fits.",
  advice:
    'On the client: look into its log for the reason. Usual ones: the name it dials, an authority it does not know, a clock that is wrong, revocation that cannot be checked.',
  reference: 'RFC 8446 section 6.2',
  looksFor(findings) {
    const alerts = unexplainedAlerts(findings).filter(({ name }) => name !== 'unknown_ca')
    const [one] = alerts
    return one ? { events: alerts, words: { alert: one.name } } : null
  },
})
