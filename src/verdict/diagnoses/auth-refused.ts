// The server does not accept the credentials.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn } from '../signs/exchanges.ts'
import { refusedAt } from '../signs/replies.ts'

export const authRefused = diagnosis({
  id: 'auth-refused',
  rank: 55,
  cause: 'The server refuses the login: "{reply}".',
  advice:
    'On the client: check user name and password, and whether the user name has to be the full address. On the server: check that this account may send by SMTP.',
  reference: 'RFC 4954 section 6',
  looksFor(findings) {
    const seen = refusedAt(['AUTH'], 530, 599)(findings)
    // Only a login that was complete: 538 and the like come before any password.
    const complete = findings.first.all('smtp.credentials-received').length > 0
    return complete && refusalsIn(findings.first).length > 0 ? seen : null
  },
})
