// The server said 220 to STARTTLS and did not start TLS.
import { diagnosis } from '../diagnosis.ts'
import { exchangesIn } from '../signs/exchanges.ts'

export const noTlsBehindStarttls = diagnosis({
  id: 'no-tls-behind-starttls',
  rank: 80,
  cause: 'The server answered STARTTLS with 220 and did not start TLS: {what}.',
  advice:
    'On the server, or on the proxy in front of it: 220 must be followed by a handshake. Look whether a load balancer or a content filter answers STARTTLS in its place. ' +
    'The client did nothing wrong up to here; it must not go on in clear.',
  reference: 'RFC 3207 section 4',
  looksFor({ first }) {
    for (const session of first.sessions) {
      if (session.first('tls.hello-received') || session.first('tls.hello-unreadable')) continue
      const agreed = exchangesIn(session).find(({ to, reply }) => to === 'STARTTLS' && reply.code === 220)
      if (!agreed) continue
      const hello = session.first('smtp.tls-record-received')
      const closed = session.all('session.closed').find(({ by }) => by === 'server')
      if (hello)
        return { events: [agreed.reply, hello], words: { what: 'the hello of the client was read as commands' } }
      if (agreed.reply.rule && closed) return { events: [agreed.reply, closed], words: { what: 'it hung up' } }
    }
    return null
  },
})
