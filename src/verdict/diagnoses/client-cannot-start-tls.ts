// The server was ready for TLS, and the client left before its first byte of it.
import { diagnosis } from '../diagnosis.ts'
import { exchangesIn } from '../signs/exchanges.ts'

export const clientCannotStartTls = diagnosis({
  id: 'client-cannot-start-tls',
  rank: 70,
  cause:
    'The client asked for STARTTLS, got its 220, and hung up without a ClientHello. The other side was never asked: the TLS of the client itself could not be set up, or it only tried whether STARTTLS works.',
  advice:
    'On the client: read its own log. A certificate without a usable private key ends like this (Exchange: "TLS negotiation failed with error UnknownCredentials": delete the certificate, import it again with its key, and check the permissions on it; curl: exit code 58), ' +
    'and so does a list of ciphers or versions that its TLS library does not know.',
  reference: 'Exchange, "TLS negotiation failed with error UnknownCredentials"; RFC 3207 section 4',
  looksFor({ first }) {
    for (const session of first.sessions) {
      // Who is sent more than the 220 has a reason to leave that is not its own.
      if (session.all('path.acted').some(({ toward }) => toward === 'client')) continue
      const ready = exchangesIn(session).find(({ to, reply }) => to === 'STARTTLS' && reply.code === 220)
      const failed = session.first('tls.failed')
      const silent = failed?.reason === 'client-closed' && / \(0 bytes\)$/.test(failed.detail)
      if (ready && failed && silent) return { events: [ready.reply, failed] }
    }
    return null
  },
})
