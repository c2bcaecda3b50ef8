// What the versions of Trustwave MailMarshal (SEG) share: outbound TLS. Which protocols they speak differs.

import { dialogueLine } from '../product-log/dialogue.ts'
import { noRoute } from '../product-log/mailmarshal.ts'
import type { TlsVersion } from '../tls/wire/names.ts'
import { deliver } from './deliver.ts'
import type { SendEvent } from './events.ts'
import { resultOf } from './judging.ts'
import type { Entry, Mail, Result } from './mail.ts'
import type { Sender, Surroundings } from './sender.ts'
import { flag, type Setting, type ValuesOf, word } from './settings.ts'
import { playable, type TlsOffer } from './tls-offer.ts'
import { columns, days, minutes, queueRows, waits } from './words.ts'

export const SENDER_SETTINGS = {
  MinimumStrength: word(['Low', 'Medium', 'High'], {
    standard: 'Medium',
    doc:
      'For all connections. Medium generally includes 128-bit ciphers; Low, "insecure compatibility", also older and ' +
      'deprecated ones',
    source: '003:19',
  }),
  OfferClientCertificate: flag({
    standard: true,
    doc: 'Show the certificate of Inbound TLS to servers that ask for one',
    source: '003:11',
  }),
}

export type SenderValues = ValuesOf<typeof SENDER_SETTINGS>

/** The protocols that the sender advertises (article Q19541); each version has its own. */
export function protocols(
  known: readonly TlsVersion[],
  standard: readonly TlsVersion[],
  source: string,
): Setting<readonly TlsVersion[]> {
  const named = (version: TlsVersion) => version.replace(/^TLSv1$/, 'TLSv1.0')
  return {
    standard,
    doc: 'The protocols that the sender advertises',
    source,
    says: `${known.map(named).join(', ')}, or some of them, separated by commas`,
    words: known.map(named),
    read(given) {
      const names = Array.isArray(given) ? given.map(String) : String(given ?? '').split(',')
      const found = names.map((name) =>
        known.find(
          (version) =>
            named(version).toLowerCase() === name.trim().toLowerCase() ||
            version.toLowerCase() === name.trim().toLowerCase(),
        ),
      )
      return found.every((version) => version !== undefined) ? found : undefined
    },
    show: (value) => value.map(named).join(', '),
  }
}

const HIGH = [
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
]

const MEDIUM = [
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
]

const LOW = [
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_RC4_128_MD5',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_DES_CBC_SHA',
]

const SUITES = { High: HIGH, Medium: [...HIGH, ...MEDIUM], Low: [...HIGH, ...MEDIUM, ...LOW] } as const

export const MAILMARSHAL_NOTES = [
  'SSLv2 and SSLv3, and the SSLv2 framing of a hello that offers them',
  'a version above one that is left out of Protocols: OpenSSL offers none as a client',
  'what Low adds: RC4, 3DES and DES are not in OpenSSL under Node, so that it offers what Medium does',
  'which suites belong to a strength is not in a seed: High has 256 bits, Medium 128 and more',
]

export const MAILMARSHAL_RETRY: Sender['retry'] = {
  schedule: waits([minutes(15)], { until: days(3) }),
  doc: 'Every 15 minutes, for 3 days',
  source: 'not in a seed: of this project',
}

/** One mail; TLS where it is offered, and no way back to clear once it was begun. */
export async function sendByMailMarshal(
  mail: Mail,
  { target, hostname, connect }: Surroundings<unknown>,
  { versions, values }: { versions: readonly TlsVersion[]; values: SenderValues },
): Promise<Result> {
  const offer: TlsOffer = { versions, suites: SUITES[values.MinimumStrength], tickets: true }
  if (playable(offer).versions.length === 0) {
    return { status: 'cannot', error: `OpenSSL under Node does not speak ${versions.join(', ')}` }
  }
  const delivery = await deliver(
    connect(),
    mail,
    { target, hostname },
    {
      starttls: 'offered',
      offer,
      servername: null,
      identity: values.OfferClientCertificate ? target.identity : undefined,
    },
  )
  const [domain] = (mail.to[0] ?? '').split('@').slice(-1)
  return resultOf(delivery, ({ phase, detail }) => (ROUTE.includes(phase) ? noRoute(domain ?? '') : detail))
}

/** Where this route is given up; there is only one. */
const ROUTE: readonly string[] = ['connect', 'handshake', 'refused']

export function mailMarshalLine(event: SendEvent): string | null {
  if (event.event === 'mail.delayed') return event.error
  return dialogueLine(event)
}

export const mailMarshalQueue = (all: readonly Entry[]): string[] =>
  columns(['Message', 'Domain', 'Status', 'Last error'], queueRows(all))

export const showSender = (values: SenderValues, more: readonly string[]): string[] => [
  'Sender > Outbound Security (TLS)',
  `  Minimum cipher strength: ${values.MinimumStrength}`,
  `  Offer the client certificate if requested: ${values.OfferClientCertificate ? 'Yes' : 'No'}`,
  ...more.map((line) => `  ${line}`),
]
