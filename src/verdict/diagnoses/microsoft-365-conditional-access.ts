// A policy of Conditional Access turned the user away.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365ConditionalAccess = diagnosis({
  id: 'microsoft-365-conditional-access',
  rank: 60,
  cause:
    'A policy of the organization (Conditional Access, or a demand for multi-factor authentication) turned the user away: "{reply}".',
  advice:
    'In Microsoft Entra: the sign-in log of this user names the policy; except the user from it. On the client: use OAuth (AUTH XOAUTH2) where multi-factor authentication is demanded.',
  reference: 'Microsoft Entra, sign-in logs and Conditional Access',
  looksFor: refusedSaying(TEXTS.conditionalAccess),
})
