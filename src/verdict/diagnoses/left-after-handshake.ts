// The client saw a certificate without a fault, said nothing, and left.
import { diagnosis, type Findings } from '../diagnosis.ts'
import { silentlyLeft } from '../signs/server-certificate.ts'

export const leftAfterHandshake = diagnosis({
  id: 'left-after-handshake',
  rank: 60,
  cause:
    'The client left at the end of the handshake, with no alert and no byte inside TLS. ' +
    'It may not trust the authority of the certificate, may want another name, or may only have tried the connection.',
  advice:
    'On the client: look into its log. If it speaks of the certificate: let it trust the authority (of the simulator: --ca-file, server.ca) and dial a name that stands in the certificate (localhost, or what --name adds).',
  reference: 'docs/explanation/what-a-verdict-can-know.md',
  looksFor(findings) {
    // A client that was asked for a certificate of its own: `client-certificate-unusable`.
    if (findings.certificateFault !== null || isAsked(findings)) return null
    const events = findings.first.sessions.flatMap(silentlyLeft)
    return events.length > 0 ? { events } : null
  },
})

function isAsked({ tls: { clientCertificate } }: Pick<Findings, 'tls'>): boolean {
  return (clientCertificate?.ask ?? 'never') !== 'never'
}
