// The client saw that somebody has weakened its hello, and stopped.
import { diagnosis } from '../diagnosis.ts'
import { offersTls13, saidInside, sentinelIn } from '../signs/broken-handshakes.ts'

export const downgradeNoticed = diagnosis({
  id: 'downgrade-noticed',
  rank: 81,
  cause:
    'The random of the server says that TLS 1.3 was taken out of the hello on the way. The client offered it, sees that, and stops{how}.',
  advice:
    'Look for what stands between the two: a proxy or firewall that inspects TLS, or an attacker. Compare the hello that leaves the client with the one that arrives. Do not turn TLS 1.3 off in the client: that hides the matter.',
  reference: 'RFC 8446 section 4.1.3',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const sentinel = sentinelIn(session)
      if (!sentinel || !offersTls13(session) || saidInside(session)) continue
      const alerts = session.all('tls.alert-received')
      const how = alerts[0] ? ` with the alert ${alerts[0].name}` : ''
      return { events: [sentinel, ...alerts, ...session.all('tls.failed')], words: { how } }
    }
    return null
  },
})
