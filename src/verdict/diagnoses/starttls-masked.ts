// A firewall that inspects SMTP writes over STARTTLS.
import { diagnosis } from '../diagnosis.ts'
import { maskedIn } from '../signs/firewall.ts'

export const starttlsMasked = diagnosis({
  id: 'starttls-masked',
  rank: 94,
  cause:
    'A firewall between client and server inspects SMTP and writes over what it does not know: ' +
    'XXXXXXXA in the answer to EHLO, XXXXXXXX or NOOP in place of the command, or asterisks in the greeting. STARTTLS is lost that way.',
  advice:
    'On the firewall (Cisco PIX, ASA): turn ESMTP inspection off ("no inspect esmtp", "no fixup protocol smtp") or let TLS through ("allow-tls" in the policy map). ' +
    'Neither the client nor the mail server has to change.',
  reference: 'Cisco document 118550; Cisco ASA CLI guide, inspect esmtp',
  looksFor({ first }) {
    const events = first.sessions.flatMap(maskedIn)
    return events.length > 0 ? { events } : null
  },
})
