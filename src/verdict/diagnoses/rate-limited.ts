// The server limits how much, or how often, one client may send.
import { diagnosis } from '../diagnosis.ts'
import { refusedSaying, TEXTS } from '../signs/replies.ts'

export const rateLimited = diagnosis({
  id: 'rate-limited',
  rank: 56,
  cause: 'The server limits what one client may send or open at a time, and this was over it: "{reply}".',
  advice:
    'On the client: open fewer connections at once, send several mails over each, and wait before the next try (Postfix: smtp_destination_concurrency_limit, smtp_destination_rate_delay; nodemailer: pool, maxConnections, rateLimit). ' +
    'On the server: else raise the limit for this address (Exchange: MessageRateLimit of the receive connector; Postfix: smtpd_client_event_limit_exceptions).',
  reference: 'RFC 5321 sections 3.8 and 4.5.4.1',
  looksFor: refusedSaying(TEXTS.rateLimited),
})
