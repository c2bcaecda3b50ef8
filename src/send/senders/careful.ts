// The good end of the scale: TLS 1.2 or later, a trusted certificate with the right name, else nothing is said.

import { dialogueLine } from '../../product-log/dialogue.ts'
import { deliver } from '../deliver.ts'
import { resultOf, trusted } from '../judging.ts'
import { MODERN } from '../offers.ts'
import { sender } from '../sender.ts'
import { text } from '../settings.ts'
import { columns, days, listed, minutes, queueRows, waits } from '../words.ts'

export const careful = sender({
  name: 'careful',
  product: 'A client that does everything right',
  doc:
    'STARTTLS is a must, TLS 1.2 is the least, the certificate has to chain to a trusted authority and to be for the ' +
    'host that was dialled. Bytes from before TLS are dropped. Only then it logs in and names the mail.',
  notPlayed: [],
  settings: {
    User: text({
      standard: 'careful@example.com',
      doc: 'User for AUTH, where the server offers it; empty: no AUTH',
      source: 'of this project',
    }),
    Password: text({ standard: 'secret', doc: 'Its password', source: 'of this project' }),
  },
  retry: {
    schedule: waits([minutes(30)], { until: days(5) }),
    doc: 'Every 30 minutes, for 5 days',
    source: 'RFC 5321 section 4.5.4.1',
  },
  show: ({ User }) =>
    listed([
      ['User', User],
      ['Password', '[redacted]'],
    ]),
  async attempt(mail, { values: { User, Password }, target, hostname, connect }) {
    const delivery = await deliver(
      connect(),
      mail,
      { target, hostname },
      {
        starttls: 'required',
        offer: MODERN,
        servername: target.host,
        identity: target.identity,
        refuses: (tls) => trusted(tls, target.host),
        login: User === '' ? null : { user: User, password: Password, inClear: false },
      },
    )
    return resultOf(delivery)
  },
  line: dialogueLine,
  queue: (entries) => columns(['id', 'destination', 'status', 'last error'], queueRows(entries)),
})
