// The bad end of the scale: takes every certificate and every cipher, and goes on in clear when TLS does not come.

import { dialogueLine } from '../../product-log/dialogue.ts'
import { deliver } from '../deliver.ts'
import { resultOf } from '../judging.ts'
import { EVERYTHING } from '../offers.ts'
import { sender } from '../sender.ts'
import { text } from '../settings.ts'
import { columns, days, listed, minutes, queueRows, waits } from '../words.ts'

export const careless = sender({
  name: 'careless',
  product: 'A client that wants its mail to leave, however',
  doc:
    'TLS where it is offered, in any version and with any cipher, NULL and anonymous ones too; whatever certificate. Bytes ' +
    'from before TLS count as if they had come inside. When the handshake fails the mail goes in clear, password included.',
  notPlayed: ['SSLv2 and SSLv3', 'RC4, RC2, DES, 3DES and EXPORT suites'],
  settings: {
    User: text({
      standard: 'careless@example.com',
      doc: 'User for AUTH, where the server offers it; empty: no AUTH',
      source: 'of this project',
    }),
    Password: text({ standard: 'secret', doc: 'Its password', source: 'of this project' }),
  },
  retry: {
    schedule: waits([minutes(1)], { until: days(5) }),
    doc: 'Every minute, for 5 days',
    source: 'of this project',
  },
  show: ({ User }) =>
    listed([
      ['User', User],
      ['Password', '[redacted]'],
    ]),
  async attempt(mail, { values: { User, Password }, target, hostname, connect }) {
    const way = {
      starttls: 'offered',
      offer: EVERYTHING,
      servername: target.host,
      identity: target.identity,
      keepsEarlyBytes: true,
      login: User === '' ? null : { user: User, password: Password, inClear: true },
    } as const
    const delivery = await deliver(connect(), mail, { target, hostname }, way)
    if (delivery.ok || !['handshake', 'starttls', 'ehlo'].includes(delivery.phase)) return resultOf(delivery)
    return resultOf(await deliver(connect(), mail, { target, hostname }, { ...way, starttls: 'never' }))
  },
  line: dialogueLine,
  queue: (entries) => columns(['id', 'destination', 'status', 'last error'], queueRows(entries)),
})
