// Client and server have no cipher suite in common.
import { diagnosis } from '../diagnosis.ts'
import { familiesOf, missingFrom, takesOnlyWeak } from '../signs/suites.ts'
import { inWords } from '../signs/versions.ts'
import { certificateKeyTooShort } from './certificate-key-too-short.ts'

export const noCommonSuite = diagnosis({
  id: 'no-common-suite',
  rank: 74,
  cause: 'Client and server have no cipher suite in common. The client offers {client}; the server takes {server}.',
  advice:
    'Either side can end this. On the client enable {forClient}; or on the server enable {forServer}. ' +
    'On Windows that is the list of Schannel suites (group policy or IIS Crypto), with a restart of the mail server afterwards.',
  reference: 'RFC 5246 section 7.4.1.3; RFC 9325 section 4.2',
  looksFor(findings) {
    const { first, tls } = findings
    // The suites are not the matter there.
    if (certificateKeyTooShort.looksFor(findings)) return null
    const session = first.sessions.find((each) => each.first('tls.failed')?.reason === 'no-common-suite')
    const hello = session?.first('tls.hello-received')
    // A server that is left with weak ones: `server-has-only-weak-suites`.
    if (!session || !hello || takesOnlyWeak(tls)) return null
    const { ciphers = ['modern'] } = tls
    const { suites } = hello.hello
    const forClient = missingFrom(ciphers, suites)
    const forServer = missingFrom(suites, ciphers)
    const words = {
      client: inWords(familiesOf(suites)),
      server: inWords(familiesOf(ciphers)),
      forClient: forClient.length > 0 ? inWords(forClient) : 'ECDHE with AES-GCM',
      forServer: forServer.length > 0 ? inWords(forServer) : 'ECDHE with AES-GCM',
    }
    return { events: [hello, ...session.all('tls.failed')], words }
  },
})
