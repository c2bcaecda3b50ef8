// Microsoft 365 no longer takes passwords at client submission.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const microsoft365BasicAuthRetired = diagnosis({
  id: 'microsoft-365-basic-auth-retired',
  rank: 60,
  cause: 'Microsoft 365 no longer takes a password at client submission: "{reply}".',
  advice:
    'On the client: use OAuth (AUTH XOAUTH2 with a token). A device that cannot: let it send through a relay, High Volume Email, or an inbound connector.',
  reference: 'Microsoft, Exchange Online to retire Basic auth for client submission',
  looksFor: refusedSaying(TEXTS.basicAuthRetired),
})
