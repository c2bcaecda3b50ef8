// The server is left with suites that nobody should take, and the client takes none of them.

import { certificateAlerts } from '../certificate.ts'
import { diagnosis } from '../diagnosis.ts'
import { takesOnlyWeak, weaknessOf } from '../signs/suites.ts'

export const serverHasOnlyWeakSuites = diagnosis({
  id: 'server-has-only-weak-suites',
  rank: 86,
  cause:
    'Every cipher suite of the server is weak (the first of them {why}), and the client does well not to take any.',
  advice: "On the server: enable suites with ECDHE and AES-GCM. Leave the client's list as it is.",
  reference: 'RFC 9325 section 4.1; RFC 7465',
  looksFor({ first, tls }) {
    if (!takesOnlyWeak(tls) || certificateAlerts(first).length > 0) return null
    const session = first.sessions.find(
      (each) => each.first('tls.hello-received') && each.first('tls.failed') && !each.first('tls.fault-played'),
    )
    if (!session) return null
    const why = weaknessOf(tls.ciphers?.[0] ?? '') ?? 'encrypts nothing or authenticates nobody'
    return { events: [...session.all('tls.hello-received'), ...session.all('tls.failed')], words: { why } }
  },
})
