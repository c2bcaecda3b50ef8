// Security defaults of the organization forbid AUTH with a password.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365SecurityDefaults = diagnosis({
  id: 'microsoft-365-security-defaults',
  rank: 60,
  cause:
    'Security defaults of the organization forbid AUTH with a password: "{reply}". "Locked" does not mean that the account is locked.',
  advice:
    'On the client: use OAuth (AUTH XOAUTH2). In Microsoft Entra: else turn security defaults off and put Conditional Access in their place, with an exception for this user.',
  reference: 'Microsoft Entra, security defaults; https://aka.ms/smtp_auth_disabled',
  looksFor: refusedSaying(TEXTS.securityDefaults),
})
