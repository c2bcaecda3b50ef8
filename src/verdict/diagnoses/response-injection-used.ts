// The client took for a reply inside TLS what had come before TLS.
import { diagnosis } from '../diagnosis.ts'
import { broke } from '../signs/broken.ts'

export const responseInjectionUsed = diagnosis({
  id: 'response-injection-used',
  rank: 95,
  cause:
    'Replies that somebody put behind the answer to STARTTLS, in clear, were taken for those of the server: {found}. An attacker can speak for the server that way.',
  advice:
    'On the client: update it (the same happened to Mutt, curl, Exim, MailKit, nodemailer and others). It has to discard what it has read behind the answer to STARTTLS, or to end the session.',
  reference: 'RFC 3207 section 4.2; CVE-2020-14954; CVE-2021-22947; NO STARTTLS (2021)',
  looksFor: broke('nothing-used-from-before-tls'),
})
