// The client does not take the group of the server.
import { diagnosis } from '../diagnosis.ts'
import { weakGroupOf } from '../signs/dh-groups.ts'

export const dhGroupRefused = diagnosis({
  id: 'dh-group-refused',
  rank: 85,
  cause:
    'The server exchanges keys in the Diffie-Hellman group {group}, which {why}. The client broke the handshake off{how}.',
  advice:
    'On the server: enable ECDHE, or a group of 2048 bits or more (RFC 7919). Do not lower the limit of the client.',
  reference: 'RFC 9325 section 4.5; RFC 7919',
  looksFor({ first, tls }) {
    const group = weakGroupOf(tls)
    if (!group) return null
    for (const session of first.sessions) {
      const failed = session.first('tls.failed')
      if (!failed || !LEFT.includes(failed.reason)) continue
      const alerts = session.all('tls.alert-received')
      const how = alerts[0] ? ` with the alert ${alerts[0].name}` : ''
      return { events: [...alerts, failed], words: { group: group.name, why: group.why, how } }
    }
    return null
  },
})

const LEFT = ['client-alert', 'client-closed']
