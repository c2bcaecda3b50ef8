// The client does not know the authority of a certificate that is otherwise in order.
import { diagnosis } from '../diagnosis.ts'
import { unexplainedAlerts } from '../signs/server-certificate.ts'

export const authorityNotTrusted = diagnosis({
  id: 'authority-not-trusted',
  rank: 77,
  cause:
    'The client does not know the authority that has signed the certificate (alert unknown_ca). This is not what the scenario is about.',
  advice:
    'On the client: trust the authority of the simulator: --ca-file writes it, a command gets its path in SMTP_SIMULATOR_CA, a test as server.ca. ' +
    'With a certificate of your own: give the client its root, and let the server send the intermediate ones.',
  reference: 'RFC 8446 section 6.2 (unknown_ca)',
  looksFor(findings) {
    const alerts = unexplainedAlerts(findings).filter(({ name }) => name === 'unknown_ca')
    return alerts.length > 0 ? { events: alerts } : null
  },
})
