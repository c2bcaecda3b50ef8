// Something between client and server ended the connection.
import { diagnosis } from '../diagnosis.ts'

export const connectionCutOnTheWay = diagnosis({
  id: 'connection-cut-on-the-way',
  rank: 70,
  cause: 'Something between client and server ended the connection ({how}).',
  advice:
    'On the path: look at firewalls, NAT devices, VPN and MTU; a break always at the same size points to a content filter or an MTU problem. On the client: a later attempt is right.',
  reference: 'RFC 5321 section 3.8',
  looksFor({ first }) {
    const closed = first.all('session.closed').filter(({ by }) => by === 'path')
    const [one] = closed
    if (!one) return null
    const acts = first.all('path.acted').filter(({ detail }) => detail.startsWith('ended the connection'))
    return { events: [...acts, ...closed], words: { how: one.how.toUpperCase() } }
  },
})
