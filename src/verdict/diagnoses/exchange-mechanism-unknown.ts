// Exchange does not take this mechanism here.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const exchangeMechanismUnknown = diagnosis({
  id: 'exchange-mechanism-unknown',
  rank: 62,
  cause: 'Exchange does not take this AUTH mechanism here: "{reply}". In clear it takes none at all.',
  advice:
    'On the client: turn STARTTLS on, then use a mechanism that EHLO lists inside TLS (LOGIN, or XOAUTH2). On Exchange: enable the mechanism on the receive connector.',
  reference: 'Exchange, receive connector authentication mechanisms',
  looksFor: refusedSaying(TEXTS.exchangeMechanism),
})
