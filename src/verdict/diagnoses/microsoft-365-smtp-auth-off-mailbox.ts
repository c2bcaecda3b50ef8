// SMTP AUTH is turned off for this mailbox.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365SmtpAuthOffMailbox = diagnosis({
  id: 'microsoft-365-smtp-auth-off-mailbox',
  rank: 60,
  cause: 'SMTP AUTH is turned off for this mailbox in Microsoft 365: "{reply}". The password plays no part.',
  advice:
    'In the Microsoft 365 admin center: Users, the user, Mail, Manage email apps, tick "Authenticated SMTP" (Set-CASMailbox -SmtpClientAuthenticationDisabled $false). Nothing to change on the client.',
  reference: 'https://aka.ms/smtp_auth_disabled',
  looksFor: refusedSaying(TEXTS.smtpAuthOffForMailbox),
})
