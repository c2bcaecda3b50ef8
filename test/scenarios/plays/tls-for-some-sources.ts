// tls-for-some-sources: two listeners, two certificates, and three ways to treat a client.
import type { Play } from '../play.ts'
import { refusedInClear, sendsInClear, sendsInsideTls, showsCertificates } from '../policy-acts.ts'

export const play: Play = [
  refusedInClear(['MAIL FROM:<anna@example.com>'], ['530 Must issue a STARTTLS command first']),
  sendsInsideTls(),
  sendsInsideTls('', { localAddress: '127.0.0.2' }),
  sendsInClear(true, '', { localAddress: '127.0.0.2' }),
  sendsInClear(false, '', { localAddress: '127.0.0.3' }),
  showsCertificates({ '127.0.0.1': 'relay.inside.company.example', '127.0.0.2': 'mail.company.example' }),
]
