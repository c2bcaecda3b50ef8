// Microsoft 365 turns away TLS 1.0 and 1.1 once the password is in.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365OldTls = diagnosis({
  id: 'microsoft-365-old-tls',
  rank: 75,
  cause:
    'Microsoft 365 turned the session away because it runs over TLS 1.0 or 1.1: "{reply}". It says so only after the password.',
  advice:
    'On the client: let it speak TLS 1.2 or later. A client that cannot may use the opt-in endpoint for legacy TLS while Microsoft keeps it (smtp-legacy.office365.com), or a relay. ' +
    'Trying again does not help for long.',
  reference: 'Broadcom article 227333; https://aka.ms/smtp_auth_tls',
  looksFor: refusedSaying(TEXTS.oldTls),
})
