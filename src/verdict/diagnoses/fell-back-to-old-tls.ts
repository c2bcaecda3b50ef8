// The first hello offered a new version, its handshake failed, and the client came back with an old one.
import type { TranscriptEvent } from '../../transcript/events.ts'
import { diagnosis } from '../diagnosis.ts'
import { offersNew, offersOnlyOld, versionList } from '../signs/versions.ts'
import { type SessionView, triesOfTheClient } from '../try-view.ts'

export const fellBackToOldTls = diagnosis({
  id: 'fell-back-to-old-tls',
  rank: 92,
  cause:
    'The client first offered {new}; that handshake failed, and the client came back with {old} only. ' +
    'The old version is the consequence and not the cause.',
  advice:
    'Find out why the first handshake failed (its events say why) and repair that. ' +
    'On the client, turn the fallback off: set the lowest version to TLS 1.2 (emailgtw: 2.90 or later), so that the first failure shows.',
  reference: 'Broadcom article 227333; RFC 7507; RFC 8996',
  looksFor({ tries }) {
    const sessions = triesOfTheClient(tries).flatMap((each) => each.sessions)
    const at = sessions.findIndex((session) => {
      const tried = session.first('tls.hello-received')
      return tried && offersNew(tried.hello) && brokenIn(session)
    })
    const tried = sessions[at]?.first('tls.hello-received')
    const failed = sessions[at] && brokenIn(sessions[at])
    const again = sessions
      .slice(at + 1)
      .map((later) => later.first('tls.hello-received'))
      .find((later) => later && offersOnlyOld(later.hello))
    if (!tried || !failed || !again) return null
    const words = { new: versionList(tried.hello.versions), old: versionList(again.hello.versions) }
    return { events: [tried, failed, again], words }
  },
})

/** What ended the handshake of a session: for a reason that can be told, or by a fault of the scenario. */
function brokenIn(session: SessionView): TranscriptEvent | undefined {
  return session.first('tls.failed') ?? session.first('tls.fault-played')
}
