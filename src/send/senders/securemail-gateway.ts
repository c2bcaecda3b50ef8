// GlobalCerts SecureMail Gateway: TLS with partner domains, or the mail goes back (seed 001).

import { dialogueLine } from '../../product-log/dialogue.ts'
import { deliver } from '../deliver.ts'
import { resultOf } from '../judging.ts'
import type { Entry, Mail } from '../mail.ts'
import { reportFor } from '../non-delivery-report.ts'
import { sender } from '../sender.ts'
import { entries } from '../settings.ts'
import type { TlsOffer } from '../tls-offer.ts'
import { columns, days, minutes, queueRows, waits } from '../words.ts'

/** What a sendmail over OpenSSL offers from 112 bits upward; not in a seed. */
const OFFER: TlsOffer = {
  versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  suites: [
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  ],
  tickets: true,
}

export const securemailGateway = sender({
  name: 'securemail-gateway',
  product: 'GlobalCerts SecureMail Gateway',
  doc:
    'It uses TLS where it is offered, and enforces it for the recipients in its list: when the partner has less than 112 ' +
    'bits, or no TLS, it names no mail and sends it back with a non-delivery report (001:24). It does not look at ' +
    'certificates, of which the seed asks nothing.',
  notPlayed: [
    'a list that names some users of a domain: a mail to one of them and to others of that domain is enforced as a whole',
    'S/MIME and SecureMessenger, which it prefers to TLS',
    '3DES, which OpenSSL under Node lacks, and suites of fewer bits than 112, with which its report has another number than 0',
  ],
  settings: {
    'TLS Connection Settings': entries(
      {
        standard: [],
        doc:
          'Whom to enforce TLS with: `domain.com` is also every sub-domain, `user@domain.com` one user, a blank line every ' +
          'recipient. On a command line a blank line is an empty entry behind a comma: `,`',
        source: '001:17',
      },
      /^([^\s@]+@)?[A-Za-z0-9.-]+$|^$/,
      'lines with domain.com or user@domain.com, or a blank one',
    ),
  },
  // "Changes will take effect in 1 minute or less."
  effect: { afterMs: minutes(1) },
  retry: {
    schedule: waits([minutes(60)], { until: days(5) }),
    doc: 'Every hour, for 5 days',
    source: 'not in a seed: sendmail, whose sentences it speaks',
  },
  show: (values) => [
    'Network Configuration > Mail Options > TLS Connection Settings:',
    ...values['TLS Connection Settings'].map((line) => `  ${line || '(blank line: TLS with EVERY recipient domain)'}`),
  ],
  async attempt(mail, { values, target, hostname, connect, now }) {
    const list = values['TLS Connection Settings']
    const enforced = mail.to.some((recipient) => list.some((line) => isFor(line, recipient)))
    const way = {
      starttls: enforced ? 'required' : 'offered',
      offer: OFFER,
      servername: null,
      identity: target.identity,
    } as const
    const delivery = await deliver(connect(), mail, { target, hostname }, way)
    if (!delivery.ok && enforced && WITHOUT_TLS.includes(delivery.phase)) {
      const report = reportFor(mail, { error: TOO_WEAK, host: target.host, reporter: hostname, at: now() })
      return { status: 'returned', error: TOO_WEAK, report }
    }
    return resultOf(delivery, ({ phase, detail }) =>
      phase === 'handshake' ? '403 4.7.0 TLS handshake failed.' : detail,
    )
  },
  line: dialogueLine,
  queue: (all: readonly Entry[]) => columns(['id', 'destination', 'status', 'last error'], queueRows(all)),
})

/** Where a delivery ends that never had TLS. */
const WITHOUT_TLS: readonly string[] = ['no-starttls', 'starttls', 'handshake']

/** Of sendmail, with the bits that the connection has (001:25): none, since no suite that is played has fewer than 128. */
const TOO_WEAK = '503 5.7.0 encryption too weak 0 less than 112'

function isFor(line: string, recipient: Mail['to'][number]): boolean {
  const wanted = line.toLowerCase()
  const address = recipient.toLowerCase()
  if (wanted === '' || wanted === address) return true
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return !wanted.includes('@') && (domain === wanted || domain.endsWith(`.${wanted}`))
}
