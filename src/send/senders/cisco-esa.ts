// Cisco Email Security Appliance: TLS by destination (seed 004).
import { deliver } from '../deliver.ts'
import type { SendEvent } from '../events.ts'
import { chained, resultOf } from '../judging.ts'
import type { Entry } from '../mail.ts'
import { sender } from '../sender.ts'
import { entries, word } from '../settings.ts'
import type { TlsOffer } from '../tls-offer.ts'
import { clockTime, columns, hours, minutes } from '../words.ts'

const LEVELS = ['none', 'preferred', 'required', 'preferred-verify', 'required-verify'] as const
type Level = (typeof LEVELS)[number]

/** Not in a seed but for `TLSv1.2` with ECDHE-RSA-AES128-GCM-SHA256 (004:52). */
const OFFER: TlsOffer = {
  versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  suites: [
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
  ],
  tickets: true,
}

export const ciscoEsa = sender({
  name: 'cisco-esa',
  product: 'Cisco Email Security Appliance, Destination Controls',
  doc:
    'TLS is off until Destination Controls turn it on, for a domain or by Default for all. With `preferred` a handshake that ' +
    'fails is followed by the same mail in clear, as its own report of TLS connections suggests (004:48); its manual says ' +
    'that it does not fall back after the 220. `verify` looks at chain and name: with `required-verify` the mail waits, with ' +
    '`preferred-verify` it goes all the same, encrypted. The certificate in the store is its global one.',
  notPlayed: ['DANE', 'alerts to its administrator'],
  settings: {
    Default: word(LEVELS, { standard: 'none', doc: 'TLS Support for all other destinations', source: '004:44' }),
    Destinations: entries(
      {
        standard: [],
        doc: 'TLS Support by destination, each `domain:level`',
        source: '004:45',
      },
      new RegExp(`^[A-Za-z0-9.-]+:(${LEVELS.join('|')})$`),
      `domain:level, separated by commas; a level is one of ${LEVELS.join(', ')}`,
    ),
  },
  retry: {
    // The wait doubles up to an hour.
    schedule: (tries, ageMs) => {
      const wait = Math.min(minutes(2 ** (tries - 1)), minutes(60))
      return ageMs + wait > hours(72) ? null : wait
    },
    doc: 'After 1 minute, then twice as long each time up to an hour, for 72 hours',
    source: 'not in a seed: its bounce profile by default',
  },
  show: ({ Default, Destinations }) => [
    'Mail Policies > Destination Controls',
    '',
    ...columns(['Domain', 'TLS Support'], [...Destinations.map((each) => each.split(':')), ['Default', Default]]),
  ],
  async attempt(mail, { values, target, hostname, connect, log }) {
    const domain = (mail.to[0] ?? '').replace(/^.*@/, '').toLowerCase()
    const level = levelFor(domain, values)
    const demanded = level.startsWith('required')
    const way = {
      starttls: level === 'none' ? 'never' : demanded ? 'required' : 'offered',
      offer: OFFER,
      servername: null,
      identity: target.identity,
      refuses: (tls: Parameters<typeof chained>[0]) => {
        if (level !== 'required-verify') return null
        const named = tls.mismatch(domain) === null || tls.mismatch(target.host) === null
        return chained(tls) ?? (named ? null : 'the certificate is for neither the domain nor the host')
      },
    } as const
    const delivery = await deliver(connect(), mail, { target, hostname }, way)
    const failed = !delivery.ok && FAILED.includes(delivery.phase)
    if (failed && level !== 'none') log(`Info: TLS failed: ${delivery.detail}`)
    if (!failed || demanded) return resultOf(delivery)
    return resultOf(await deliver(connect(), mail, { target, hostname }, { ...way, starttls: 'never' }))
  },
  line: mailLog,
  queue: report,
})

/** Where a negotiation ends; a connection that breaks off before TLS is no matter of TLS. */
const FAILED: readonly string[] = ['starttls', 'handshake', 'refused', 'no-starttls']

function levelFor(
  domain: string,
  { Default, Destinations }: { Default: Level; Destinations: readonly string[] },
): Level {
  const entry = Destinations.find((each) => each.toLowerCase().startsWith(`${domain}:`))
  const level = entry?.slice(domain.length + 1)
  return LEVELS.find((each) => each === level) ?? Default
}

/** In the form of line 77, which is of a connection that came in. */
function mailLog(event: SendEvent): string | null {
  switch (event.event) {
    case 'connection.opened':
      return `Info: New SMTP DCID ${event.connection} address ${event.address} port ${event.port}`
    case 'connection.failed':
      return `Info: Connection Error: DCID ${event.connection}: ${event.detail}`
    case 'tls.established':
      return `Info: Outgoing connection (DCID ${event.connection}) successfully accepted TLS protocol ${event.version} cipher ${event.cipher}.`
    case 'mail.delivered':
      return `Info: Message ${event.id} to ${event.destination} delivered ${event.secured ? 'encrypted' : 'unencrypted'}`
    case 'mail.delayed':
      return `Info: Message ${event.id} to ${event.destination} delayed: ${event.error}`
    default:
      return null
  }
}

/** Monitor > TLS Connections: how many went through TLS, how many in clear, and where TLS failed. */
function report(all: readonly Entry[]): string[] {
  const domains = [...new Set(all.map(({ destination }) => destination))]
  return columns(
    ['Destination', 'TLS', 'Unencrypted', 'Waiting', 'Next try', 'Last error'],
    domains.map((domain) => {
      const here = all.filter(({ destination }) => destination === domain)
      const waiting = here.filter(({ status }) => status === 'retry')
      const count = (secured: boolean) => String(here.filter((entry) => entry.secured === secured).length)
      const { nextTryAt, lastError } = waiting.at(-1) ?? {}
      return [
        domain,
        count(true),
        count(false),
        String(waiting.length),
        nextTryAt ? clockTime(nextTryAt) : '',
        lastError ?? '',
      ]
    }),
  )
}
