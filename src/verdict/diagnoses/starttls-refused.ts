// STARTTLS was asked for and got another answer than 220.
import { diagnosis } from '../diagnosis.ts'
import { plainEhlo, sawStarttls } from '../signs/ehlo.ts'
import { exchangesIn, textOf } from '../signs/exchanges.ts'
import { maskedIn } from '../signs/firewall.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const starttlsRefused = diagnosis({
  id: 'starttls-refused',
  rank: 72,
  cause: 'The client asked for STARTTLS and the server answered "{reply}" in place of 220.',
  advice:
    'On the server: 454 means that its TLS is out of order for now (the certificate or key cannot be read, or too many sessions), 501 to 503 that it is turned off: its own log says why. ' +
    'On the client: keep TLS mandatory and try again later; a refusal must not lead to a mail in clear.',
  reference: 'RFC 3207 section 4',
  looksFor: ({ first }) =>
    sightingOf(
      first.sessions.flatMap((session) => {
        // Asked for without having been offered: that is `starttls-not-offered`.
        if (maskedIn(session).length > 0 || (plainEhlo(session) && !sawStarttls(session))) return []
        return exchangesIn(session).filter(
          ({ to, reply }) =>
            to === 'STARTTLS' && !reply.secured && reply.code !== 220 && !TEXTS.pipelining.test(textOf(reply)),
        )
      }),
    ),
})
