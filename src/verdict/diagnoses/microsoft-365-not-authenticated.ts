// Microsoft 365 takes mail at submission only after AUTH.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365NotAuthenticated = diagnosis({
  id: 'microsoft-365-not-authenticated',
  rank: 61,
  cause:
    'Microsoft 365 takes mail at submission only from clients that have logged in, and this one has not: "{reply}".',
  advice:
    'On the client: turn authentication on, with STARTTLS (AUTH is listed only inside TLS). ' +
    'A device without a mailbox: let it send to the MX of the organization, or through an inbound connector.',
  reference: 'Microsoft, fix issues with printers, scanners, and LOB applications that send email',
  looksFor: refusedSaying(TEXTS.notAuthenticatedToSend),
})
