// The session runs over a version that has been withdrawn.

import { versionWords } from '../../scenario/words.ts'
import { diagnosis } from '../diagnosis.ts'
import { isOld } from '../signs/versions.ts'

export const oldTlsNegotiated = diagnosis({
  id: 'old-tls-negotiated',
  rank: 20,
  cause: 'The session runs over {version}, which has been withdrawn and which more and more servers refuse.',
  advice: 'Let both sides speak TLS 1.2 or later. Where the client offered it, the server is what has to be updated.',
  reference: 'RFC 8996',
  looksFor({ first }) {
    const old = first.all('tls.established').filter(({ version }) => isOld(version))
    const [one] = old
    return one ? { events: old, words: { version: versionWords(one.version) } } : null
  },
})
