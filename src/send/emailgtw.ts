// What the versions of the probe emailgtw share: its settings, its log, its spool. How it does TLS differs.

import { AUTH_FAILED, askedLines, probeLines, stamped } from '../product-log/emailgtw.ts'
import { type CClientResult, sendByCClient } from './c-client.ts'
import type { SendEvent } from './events.ts'
import type { Entry, Mail } from './mail.ts'
import type { Surroundings } from './sender.ts'
import { flag, text, type ValuesOf, word } from './settings.ts'
import type { TlsOffer } from './tls-offer.ts'
import { columns, listed, once, queueRows } from './words.ts'

export const PROBE_SETTINGS = {
  User: text({
    standard: 'alarms@example.com',
    doc: 'User at the mail server; empty: no AUTH',
    source: '000:50',
  }),
  Password: text({ standard: 'secret', doc: 'Its password', source: '000:48' }),
  TLS: word(['try', 'required', 'off'], {
    standard: 'try',
    doc:
      'STARTTLS where it is offered and in clear where it is not, AUTH included; always; never. ' +
      'With the first, some mail goes without TLS though TLS is configured',
    source: '000:17',
  }),
  ValidateCertificate: flag({
    standard: false,
    doc: 'Check the certificate of the server. With it on, a simulator needs --ca',
    source: 'not in a seed: `/novalidate-cert` of the library',
  }),
}

export type ProbeValues = ValuesOf<typeof PROBE_SETTINGS>

/** The suites that its library offers with TLS 1.0 (Debian's libc-client2007e over OpenSSL 3, as observed). */
export const TLS10: TlsOffer = {
  versions: ['TLSv1'],
  suites: [
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
  ],
  groups: ['x25519', 'secp256r1', 'x448', 'secp521r1', 'secp384r1'],
  tickets: true,
}

const AEAD = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
]

export const TLS12: TlsOffer = { ...TLS10, versions: ['TLSv1.2'], suites: [...AEAD, ...TLS10.suites] }

/** TLS 1.0 to 1.2 in one hello: the server chooses. */
export const NEGOTIATED: TlsOffer = { ...TLS12, versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] }

const TLS_MODE = { try: 'offered', required: 'required', off: 'never' } as const

/** One mail through the library; the probe's own last word where it failed. */
export async function sendAlarm(
  mail: Mail,
  around: Surroundings<ProbeValues>,
  offer: TlsOffer,
): Promise<CClientResult> {
  const { values, target, hostname, connect, log, now } = around
  const { User, Password, TLS, ValidateCertificate } = values
  const result = await sendByCClient(
    connect(),
    mail,
    {
      target,
      hostname,
      tls: TLS_MODE[TLS],
      offer,
      validates: ValidateCertificate,
      login: User === '' ? null : { user: User, password: Password },
      ...(target.identity && { identity: target.identity }),
    },
    { say: (line) => log(stamped(line, now())), asked: () => askedForLogin(around) },
  )
  if ('error' in result && result.error.startsWith('?Can not authenticate')) log(stamped(AUTH_FAILED, now()))
  return result
}

/** What the probe itself says when the library asks who it is. */
function askedForLogin({ target, values, log, now }: Surroundings<ProbeValues>): void {
  for (const line of askedLines(target.host, values.User)) log(stamped(line, now()))
}

/** `Oct 29 03:03:53:135 emailgtw: AUTH LOGIN` for each line of the library and of the probe. */
export function probeLine(event: SendEvent, at: Date): string | null {
  const lines = probeLines(event)
  return lines === null ? null : lines.map((line) => stamped(line, at)).join('\n')
}

export const showProbe = (values: ProbeValues & Record<string, unknown>): string[] =>
  listed(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'Password' ? '[redacted]' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value),
    ]),
  )

export const PROBE_RETRY = {
  schedule: once,
  doc: 'Never by itself: the next alarm is a new mail',
  source: 'not in a seed, which asks only that clients retry (`000:34`)',
}

export const probeQueue = (entries: readonly Entry[]): string[] =>
  columns(['id', 'destination', 'status', 'last error'], queueRows(entries))
