// Microsoft 365 does not accept this user and password.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365WrongCredentials = diagnosis({
  id: 'microsoft-365-wrong-credentials',
  rank: 60,
  cause: 'Microsoft 365 does not accept this user with this password: "{reply}".',
  advice:
    'On the client: use the full address as user name and the current password; with multi-factor authentication an app password, or OAuth. ' +
    'If the password works on the web, look at SMTP AUTH for the mailbox and at the sign-in log.',
  reference: 'https://aka.ms/smtp_auth_disabled',
  looksFor: refusedSaying(TEXTS.wrongCredentials),
})
