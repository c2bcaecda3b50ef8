// The client exchanges keys over elliptic curves only, and the server does not.
import { diagnosis } from '../diagnosis.ts'
import { familiesOf } from '../signs/suites.ts'
import { inWords } from '../signs/versions.ts'

export const ecdheOnlyClient = diagnosis({
  id: 'ecdhe-only-client',
  rank: 82,
  cause:
    'The client offers suites with ECDHE only, and the server takes {server} only: no suite in common. ' +
    'Exchange 2019 is such a client by default.',
  advice:
    'Enable {suites} on the sender ' +
    '(on Windows in the Schannel suites, by group policy or IIS Crypto; restart the mail server), or ECDHE on the receiver.',
  reference: 'RFC 9325 section 4.2; RFC 8422',
  looksFor({ first, tls: { ciphers = ['modern'] } }) {
    const server = familiesOf(ciphers)
    if (server.includes('ECDHE') || !server.some((family) => USUAL.includes(family))) return null
    for (const session of first.sessions) {
      const hello = session.first('tls.hello-received')
      const failed = session.first('tls.failed')
      if (!hello || failed?.reason !== 'no-common-suite') continue
      const families = familiesOf(hello.hello.suites).filter((family) => family !== 'TLS 1.3')
      if (families.length === 1 && families[0] === 'ECDHE') {
        return { events: [hello, failed], words: { server: inWords(server), suites: suitesFor(server) } }
      }
    }
    return null
  },
})

const USUAL = ['DHE', 'RSA key exchange']

function suitesFor(server: readonly string[]): string {
  if (server.includes('DHE')) return 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 and TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'
  return 'TLS_RSA_WITH_AES_128_GCM_SHA256, which has no forward secrecy,'
}
