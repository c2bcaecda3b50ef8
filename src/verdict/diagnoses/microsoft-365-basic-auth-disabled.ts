// A policy of the organization turns passwords off.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365BasicAuthDisabled = diagnosis({
  id: 'microsoft-365-basic-auth-disabled',
  rank: 60,
  cause: 'Basic authentication, that is AUTH with a password, is disabled for this user: "{reply}".',
  advice:
    'On the client: use OAuth (AUTH XOAUTH2 with a token). In Exchange Online: else change the authentication policy of the user (Set-AuthenticationPolicy -AllowBasicAuthSmtp).',
  reference: 'Microsoft, disable Basic authentication in Exchange Online',
  looksFor: refusedSaying(TEXTS.basicAuthDisabled),
})
