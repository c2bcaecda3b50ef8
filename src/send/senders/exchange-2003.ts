// Microsoft Exchange Server 2003 with TLS for a specific domain (seed 002).

import { dialogueLine } from '../../product-log/dialogue.ts'
import { deliver } from '../deliver.ts'
import { resultOf } from '../judging.ts'
import type { Entry } from '../mail.ts'
import { sender } from '../sender.ts'
import { entries } from '../settings.ts'
import type { TlsOffer } from '../tls-offer.ts'
import { clockTime, columns, days, minutes, waits } from '../words.ts'

/** What OpenSSL has of the SChannel of Windows Server 2003; not in a seed. AES came with an update. */
const OFFER: TlsOffer = {
  versions: ['SSLv3', 'TLSv1'],
  suites: [
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_RC4_128_MD5',
    'TLS_RSA_WITH_RC4_128_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_RSA_WITH_DES_CBC_SHA',
  ],
  tickets: false,
}

export const exchange2003 = sender({
  name: 'exchange-2003',
  product: 'Microsoft Exchange Server 2003, TLS for a specific domain',
  doc:
    'Mail to the domains of TlsDomains goes through TLS or stays in the queue; when the answer to EHLO lacks STARTTLS it ' +
    'closes the connection. All other mail goes in clear. It does not look at certificates.',
  notPlayed: ['SSLv3', 'RC4, 3DES and DES, which were most of what it offered: what is left is AES of an update'],
  settings: {
    TlsDomains: entries(
      { standard: [], doc: 'Domains to which mail has to be encrypted', source: '002:10' },
      /^[A-Za-z0-9.-]+$/,
      'domains, separated by commas',
    ),
  },
  retry: {
    schedule: waits([minutes(10), minutes(10), minutes(10), minutes(15)], { until: days(2) }),
    doc: 'After 10 minutes three times, then every 15 minutes, for 2 days',
    source: 'not in a seed, which has the status "retry" (`002:10`): the default of the SMTP virtual server',
  },
  show: ({ TlsDomains }) =>
    TlsDomains.length > 0 ? TlsDomains.map((domain) => `${domain}: TLS encryption`) : ['No domain with TLS encryption'],
  async attempt(mail, { values: { TlsDomains }, target, hostname, connect }) {
    const domain = (mail.to[0] ?? '').replace(/^.*@/, '').toLowerCase()
    const demanded = TlsDomains.some((each) => each.toLowerCase() === domain)
    const delivery = await deliver(
      connect(),
      mail,
      { target, hostname },
      {
        starttls: demanded ? 'required' : 'never',
        offer: OFFER,
        servername: null,
        identity: target.identity,
      },
    )
    return resultOf(delivery, ({ phase, detail }) =>
      phase === 'no-starttls' ? 'The remote SMTP service does not support TLS.' : detail,
    )
  },
  line: dialogueLine,
  queue: queues,
})

/** Queues of the Exchange System Manager, one per destination. */
function queues(all: readonly Entry[]): string[] {
  const waiting = all.filter(({ status }) => status === 'active' || status === 'retry')
  return columns(
    ['Queue', 'Status', 'Next retry', 'Additional queue information'],
    waiting.map(({ destination, status, nextTryAt, lastError }) => [
      destination,
      status,
      nextTryAt ? clockTime(nextTryAt) : '',
      lastError ?? '',
    ]),
  )
}
