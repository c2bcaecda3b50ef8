// The client offered TLS 1.3, the server said that somebody took it away, and the client went on.
import { diagnosis } from '../diagnosis.ts'
import { sentinelIn, wentOnBehindBroken } from '../signs/broken-handshakes.ts'

export const downgradeNotNoticed = diagnosis({
  id: 'downgrade-not-noticed',
  rank: 97,
  cause:
    'The client offered TLS 1.3, the server says in its random that its hello asked for less, and the client went on with {verb}. It does not notice when somebody on the way weakens its hello.',
  advice:
    'On the client: update its TLS library; a check of the random is a must of TLS 1.3. Then find what changes the hello: a device that inspects TLS, or an attacker.',
  reference: 'RFC 8446 section 4.1.3',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const wentOn = wentOnBehindBroken(session)
      if (!wentOn || wentOn.played !== sentinelIn(session)) continue
      return { events: wentOn.events, words: { verb: wentOn.command.verb || 'a line' } }
    }
    return null
  },
})
