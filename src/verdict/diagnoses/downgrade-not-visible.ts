// The server says that its hello was weakened, to a client that speaks nothing newer.
import { diagnosis } from '../diagnosis.ts'
import { offersTls13, saidInside, sentinelIn } from '../signs/broken-handshakes.ts'
import { versionList } from '../signs/versions.ts'

export const downgradeNotVisible = diagnosis({
  id: 'downgrade-not-visible',
  rank: 40,
  cause:
    'The random of the server is that of one which speaks TLS 1.3. The client offers {versions}, so it cannot know whether somebody on the way has weakened its hello.',
  advice: 'On the client: let it speak TLS 1.3, which is the version that notices. Nothing else is wrong here.',
  reference: 'RFC 8446 section 4.1.3',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const sentinel = sentinelIn(session)
      const hello = session.first('tls.hello-received')
      if (!sentinel || !hello || offersTls13(session) || !saidInside(session)) continue
      return { events: [hello, sentinel], words: { versions: versionList(hello.hello.versions) } }
    }
    return null
  },
})
