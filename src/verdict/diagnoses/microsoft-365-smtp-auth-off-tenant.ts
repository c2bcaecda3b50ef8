// SMTP AUTH is turned off for the whole organization.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365SmtpAuthOffTenant = diagnosis({
  id: 'microsoft-365-smtp-auth-off-tenant',
  rank: 60,
  cause: 'SMTP AUTH is turned off for the whole organization in Microsoft 365: "{reply}". The password plays no part.',
  advice:
    'In Exchange Online: allow SMTP AUTH for this mailbox, which wins over the organization (Set-CASMailbox -SmtpClientAuthenticationDisabled $false), ' +
    'or for all (Set-TransportConfig -SmtpClientAuthenticationDisabled $false). Nothing to change on the client.',
  reference: 'https://aka.ms/smtp_auth_disabled',
  looksFor: refusedSaying(TEXTS.smtpAuthOffForTenant),
})
