// The server ends at TLS 1.1, and a client of today does not go that far back.

import { certificateAlerts } from '../certificate.ts'
import { diagnosis } from '../diagnosis.ts'
import { isOld, offersNew, versionList, versionsTaken } from '../signs/versions.ts'

export const serverSpeaksOnlyOldTls = diagnosis({
  id: 'server-speaks-only-old-tls',
  rank: 80,
  cause:
    'The server speaks only {server}, and the client would not go that far back. ' +
    'Some clients still list old versions in the hello and break off when one is chosen.',
  advice: 'On the server: enable TLS 1.2 or later. Do not weaken the client: that would affect all its connections.',
  reference: 'RFC 8996',
  looksFor({ first, tls }) {
    const taken = versionsTaken(tls)
    if (!taken?.every(isOld) || certificateAlerts(first).length > 0) return null
    for (const session of first.sessions) {
      const hello = session.first('tls.hello-received')
      const failed = session.first('tls.failed')
      if (hello && failed && offersNew(hello.hello) && !session.first('tls.fault-played')) {
        return { events: [hello, failed], words: { server: versionList(taken) } }
      }
    }
    return null
  },
})
