// The server takes no mail, or no password, outside TLS.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn, textOf } from '../signs/exchanges.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const tlsRequiredByServer = diagnosis({
  id: 'tls-required-by-server',
  rank: 62,
  cause: 'The server takes {to} only inside TLS, and the session is in clear: "{reply}".',
  advice:
    'On the client: turn STARTTLS on ("TLS", "STARTTLS", "RequireTLS", on port 587 or 25). ' +
    'Where it is on, look at why TLS did not start: the answer to EHLO shows whether STARTTLS is listed.',
  reference: 'RFC 3207 section 4; Postfix, smtpd_tls_security_level',
  looksFor: ({ first }) =>
    sightingOf(refusalsIn(first).filter(({ reply }) => !reply.secured && TEXTS.tlsRequired.test(textOf(reply)))),
})
