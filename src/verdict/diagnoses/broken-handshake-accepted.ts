// The client went on behind a handshake that it had to refuse.
import { diagnosis } from '../diagnosis.ts'
import { sentinelIn, wentOnBehindBroken } from '../signs/broken-handshakes.ts'

export const brokenHandshakeAccepted = diagnosis({
  id: 'broken-handshake-accepted',
  rank: 96,
  cause: 'The client went on inside TLS with {verb} although {what}: it does not check what makes a handshake safe.',
  advice:
    'On the client: this is a fault of its TLS library, or of settings that switch checks off. Update or replace it; until then anybody on the way can lead it.',
  reference: 'RFC 5246 section 7.4; docs/reference/handshake-faults.md',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const wentOn = wentOnBehindBroken(session)
      // That one has a story of its own: `downgrade-not-noticed`.
      if (!wentOn || wentOn.played === sentinelIn(session)) continue
      return { events: wentOn.events, words: { what: wentOn.played.detail, verb: wentOn.command.verb || 'a line' } }
    }
    return null
  },
})
