// The client shows a certificate that the server trusts.
import { flag } from '../../scenario/shape.ts'
import { expectation } from '../expectation.ts'

export const sendsClientCertificate = expectation({
  name: 'sends-client-certificate',
  doc: 'The client shows a certificate that the server trusts, where it is asked for one. With `false` it shows none.',
  options: flag(),
  check(wanted, { first }) {
    const asked = first.all('tls.established').filter(({ clientCertificateAsked }) => clientCertificateAsked)
    const shown = asked.filter(({ clientCertificate }) => clientCertificate)
    if (!wanted) {
      if (shown.length === 0) return null
      return { expected: 'no client certificate', found: 'one was shown', events: shown.map(({ seq }) => seq) }
    }
    if (shown.some(({ clientCertificate }) => clientCertificate?.trusted)) return null
    const missing = first.all('tls.client-certificate-refused').filter(({ problem }) => problem === 'MISSING')
    const problem = shown[0]?.clientCertificate?.problem
    const events = [...asked, ...missing].map(({ seq }) => seq)
    return {
      expected: 'a trusted client certificate',
      found: problem ? `one with a problem: ${problem}` : 'none',
      events,
      // Without a handshake that asked for one it may never have come to that.
      ...(events.length === 0 && { restsOnAbsence: true }),
    }
  },
})
