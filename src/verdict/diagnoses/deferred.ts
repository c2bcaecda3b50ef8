// The server refuses for now.
import { diagnosis } from '../diagnosis.ts'
import { refusedAt } from '../signs/replies.ts'

export const deferred = diagnosis({
  id: 'deferred',
  rank: 50,
  cause: 'The server refuses for now, at {to}: "{reply}".',
  advice:
    'On the client: keep the mail and try again later, after 30 minutes or more. On the server: if it lasts, its log says what is missing (a limit, a lookup, disk space).',
  reference: 'RFC 5321 sections 4.2.1 and 4.5.4.1',
  looksFor: refusedAt(['greeting', 'EHLO', 'HELO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'BDAT', 'message'], 400, 499),
})
