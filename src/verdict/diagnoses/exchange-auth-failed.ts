// Exchange does not accept this user and password, and does not say why.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const exchangeAuthFailed = diagnosis({
  id: 'exchange-auth-failed',
  rank: 60,
  cause: 'Exchange does not accept this user with this password: "{reply}".',
  advice:
    'On the client: check user (DOMAIN\\user or the full address) and password. On Exchange: check the receive connector (AuthMechanism, PermissionGroups), and that SMTP AUTH is allowed for the mailbox.',
  reference: 'Exchange, receive connectors; RFC 4954 section 6',
  looksFor: refusedSaying(TEXTS.exchangeAuthFailed),
})
