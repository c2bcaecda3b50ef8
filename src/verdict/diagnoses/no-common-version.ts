// Client and server have no version of TLS in common.
import { diagnosis } from '../diagnosis.ts'
import { versionList, versionsTaken } from '../signs/versions.ts'

export const noCommonVersion = diagnosis({
  id: 'no-common-version',
  rank: 74,
  cause: 'The client offers {client}, the server takes {server}: no version in common.',
  advice:
    'Let the side that lacks it speak TLS 1.2, which every current product does: on the client its lowest and highest version ' +
    '(SEG: "Outbound Security (TLS)", article Q19541), on the server its list of protocols.',
  reference: 'RFC 5246 appendix E.1; RFC 8446 section 4.2.1',
  looksFor({ first, tls }) {
    const failed = first.sessions.find(
      (session) =>
        session.first('tls.failed')?.reason === 'no-common-version' ||
        session.all('tls.alert-received').some(({ name }) => name === 'protocol_version'),
    )
    const hello = failed?.first('tls.hello-received')
    // A fallback that the server refused has a version in common: diagnosis `fallback-refused`.
    if (!failed || !hello || failed.all('tls.alert-sent').some(({ name }) => name === 'inappropriate_fallback'))
      return null
    const taken = versionsTaken(tls)
    const words = { client: versionList(hello.hello.versions), server: taken ? versionList(taken) : 'others' }
    return { events: [hello, ...failed.all('tls.failed'), ...failed.all('tls.alert-received')], words }
  },
})
