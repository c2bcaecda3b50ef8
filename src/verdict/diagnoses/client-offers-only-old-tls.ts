// Every hello of the client ends at TLS 1.1, and the server does not take that.
import { diagnosis } from '../diagnosis.ts'
import { quoted, refusalsIn, textOf } from '../signs/exchanges.ts'
import { TEXTS } from '../signs/replies.ts'
import { offersOnlyOld, versionList } from '../signs/versions.ts'

export const clientOffersOnlyOldTls = diagnosis({
  id: 'client-offers-only-old-tls',
  rank: 88,
  cause: 'The client offers only {versions}, and the server does not take that. {consequence}',
  advice:
    'On the client: let it speak TLS 1.2 or later. Update it or its TLS library, or raise its highest version (emailgtw: 2.90 or later). ' +
    'Where that is not possible, send through a relay that takes the old version and goes on with a new one. The password is not the matter.',
  reference: 'RFC 8996; Broadcom article 227333',
  looksFor({ first }) {
    const hellos = first.all('tls.hello-received')
    const [one] = hellos
    if (!one || !hellos.every(({ hello }) => offersOnlyOld(hello))) return null
    const versions = versionList(one.hello.versions)
    const turnedAway = refusalsIn(first).find(
      ({ reply }) => TEXTS.oldTls.test(textOf(reply)) || TEXTS.oldTlsOrganization.test(textOf(reply)),
    )
    if (turnedAway) {
      const consequence = `It completed the handshake and then turned the client away with "${quoted(turnedAway.reply)}".`
      return { events: [one, turnedAway.reply], words: { versions, consequence } }
    }
    const failed = first.all('tls.failed').find(({ reason }) => REFUSED.includes(reason))
    const consequence = 'It refuses the handshake.'
    return failed ? { events: [one, failed], words: { versions, consequence } } : null
  },
})

// An old client has old suites: which of the two is found missing first depends on the server.
const REFUSED = ['no-common-version', 'no-common-suite']
