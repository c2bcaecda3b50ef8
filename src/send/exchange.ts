// What Exchange 2016 and 2019 share: the Send connector, its protocol log, its queues. What SChannel offers differs.
import { certificateDetails } from '../product-log/certificate.ts'
import { certificateEntry, clientEntries, rowOf, UNKNOWN_CREDENTIALS } from '../product-log/exchange.ts'
import { deliver } from './deliver.ts'
import type { SendEvent } from './events.ts'
import { type Established, issuerOf, subjectOf } from './handshake.ts'
import { chained, type Failed, resultOf } from './judging.ts'
import type { Entry, Mail, Result } from './mail.ts'
import type { Sender, Surroundings } from './sender.ts'
import { flag, text, type ValuesOf, word } from './settings.ts'
import type { TlsOffer } from './tls-offer.ts'
import { columns, days, listed, minutes } from './words.ts'

export const CONNECTOR_SETTINGS = {
  Usage: word(['Custom', 'Internal', 'Internet', 'Partner'], {
    standard: 'Custom',
    doc: 'Type of the connector, chosen when it is made; it determines other parameters',
    source: '004:56',
  }),
  IgnoreSTARTTLS: flag({ standard: false, doc: 'Encryption is not used', source: '004:58' }),
  RequireTLS: flag({ standard: false, doc: 'Every message has to be encrypted', source: '004:59' }),
  TlsAuthLevel: word(['', 'EncryptionOnly', 'CertificateValidation', 'DomainValidation'], {
    standard: '',
    doc:
      'Encryption only; also the chain of the certificate; also its name, which has to match TlsDomain or the domain of ' +
      'the recipient',
    source: '004:60',
  }),
  TlsDomain: text(
    { standard: '', doc: 'The name that DomainValidation looks for', source: '004:63' },
    /^[\w.*-]*$/,
    'a domain',
  ),
  TlsCertificateName: text(
    {
      standard: '',
      doc: 'Which certificate it shows; without one the Default certificate, which is the one in the store',
      source: '004:62',
    },
    /^(|\$none|<I>.+<S>.+)$/,
    '<I>issuer<S>subject, or $none',
  ),
  ImportedCertificate: word(['sound', 'broken'], {
    standard: 'sound',
    doc:
      'No parameter of the connector, but the state of the certificate that TlsCertificateName names: `broken` gives ' +
      'UnknownCredentials until it is imported again, which is to set this to `sound`',
    source: '004:93',
  }),
}

export type ConnectorValues = ValuesOf<typeof CONNECTOR_SETTINGS>

export const CONNECTOR_PRESETS = {
  setting: 'Usage',
  values: {
    Custom: {},
    Internal: {},
    Internet: {},
    // The wizard of Exchange: only to servers that authenticate with a certificate of the domain.
    Partner: { RequireTLS: true, TlsAuthLevel: 'DomainValidation' },
  },
} as const satisfies Sender<typeof CONNECTOR_SETTINGS>['presets']

export const CONNECTOR_NOTES = [
  'TLS renegotiation_info as an extension: OpenSSL says it with a signal among the suites',
  'revoked certificates',
  'words of a last error that is in no seed are those of Exchange where they are known, else of this project',
]

/** `Get-SendConnector -Identity Internet | FL *tls*`, as in line 91 of the seed. */
export function showConnector(values: ConnectorValues): string[] {
  return [
    '[PS] C:\\>Get-SendConnector -Identity Internet | FL *tls*',
    '',
    ...listed([
      ['TlsDomain', values.TlsDomain],
      ['TlsAuthLevel', values.TlsAuthLevel],
      ['IgnoreSTARTTLS', CONNECTOR_SETTINGS.IgnoreSTARTTLS.show(values.IgnoreSTARTTLS)],
      ['TlsCertificateName', isNone(values.TlsCertificateName) ? '' : values.TlsCertificateName],
      ['RequireTLS', CONNECTOR_SETTINGS.RequireTLS.show(values.RequireTLS)],
    ]),
  ]
}

/** A queue glitch is tried again four times after a minute, then six times after 5 minutes, then every 10 minutes. */
export const EXCHANGE_RETRY: Sender['retry'] = {
  schedule(tries, ageMs) {
    const wait = minutes(tries <= 4 ? 1 : tries <= 10 ? 5 : 10)
    return ageMs + wait > days(2) ? null : wait
  },
  doc: 'After 1 minute four times, after 5 minutes six times, then every 10 minutes, for 2 days',
  source: 'not in a seed: QueueGlitchRetryCount, TransientFailureRetryCount and so on of Exchange by default',
}

/** One mail over the connector. */
export async function sendByConnector(
  mail: Mail,
  { values, target, hostname, connect, log }: Surroundings<ConnectorValues>,
  offer: TlsOffer,
): Promise<Result> {
  const { IgnoreSTARTTLS, RequireTLS, TlsCertificateName, ImportedCertificate } = values
  const named = !isNone(TlsCertificateName)
  const { identity } = target
  if (!IgnoreSTARTTLS && named && (!identity || nameOf(identity.cert) !== normal(TlsCertificateName))) {
    return {
      status: 'retry',
      error: '454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.',
    }
  }
  const broken = named && ImportedCertificate === 'broken'
  const delivery = await deliver(
    connect(),
    mail,
    { target, hostname },
    {
      starttls: IgnoreSTARTTLS ? 'never' : RequireTLS ? 'required' : 'offered',
      offer,
      servername: null,
      identity: broken ? 'broken' : identity,
      refuses: (tls) => refusal(tls, values, mail),
      starting: () => {
        if (identity) log(rowOf(certificateEntry('Sending', certificateDetails(identity.cert))))
        if (broken) log(rowOf(UNKNOWN_CREDENTIALS))
      },
    },
  )
  return resultOf(delivery, wordsOf)
}

/** Null: it goes on. */
function refusal(tls: Established, { TlsAuthLevel, TlsDomain }: ConnectorValues, { to }: Mail): string | null {
  if (TlsAuthLevel === '' || TlsAuthLevel === 'EncryptionOnly') return null
  if (chained(tls) !== null) return '454 4.7.5 Certificate validation failure'
  if (TlsAuthLevel === 'CertificateValidation') return null
  const domain = TlsDomain || (to[0] ?? '').replace(/^.*@/, '')
  return tls.mismatch(domain) === null ? null : '454 4.7.5 Certificate validation failure, Reason:SubjectMismatch'
}

function wordsOf({ phase, detail }: Failed): string {
  switch (phase) {
    case 'handshake':
      return '4.7.0 TLS handshake failed'
    case 'own-certificate':
      return 'TLS negotiation failed with error UnknownCredentials'
    case 'no-starttls':
      return 'TLS is required (RequireTLS) and the server does not offer it'
    default:
      return detail
  }
}

/** Event, data and context of the protocol log, as the seed shows them: its columns in front are left out. */
export function protocolLine(event: SendEvent): string | null {
  const entries = clientEntries(event)
  return entries.length > 0 ? entries.map(rowOf).join('\n') : null
}

/** One line per queue, as `Get-Queue` lists what waits. */
export function queuesOfExchange(entries: readonly Entry[]): string[] {
  const waiting = entries.filter(({ status }) => status === 'active' || status === 'retry')
  const domains = [...new Set(waiting.map(({ destination }) => destination))]
  return columns(
    ['Identity', 'Status', 'MessageCount', 'NextHopDomain', 'NextRetryTime', 'LastError'],
    domains.map((domain, at) => {
      const here = waiting.filter(({ destination }) => destination === domain)
      const { status, nextTryAt, lastError } = here.at(-1) ?? {}
      return [
        `EXCHANGE\\${at + 3}`,
        status === 'retry' ? 'Retry' : 'Active',
        String(here.length),
        domain,
        nextTryAt?.toISOString().slice(0, 19).replace('T', ' ') ?? '',
        lastError ?? '',
      ]
    }),
  )
}

function isNone(name: string): boolean {
  return name === '' || name === '$none'
}

function nameOf(cert: string): string {
  return normal(`<I>${issuerOf(cert)}<S>${subjectOf(cert)}`)
}

/** Names of X.500 are the same in either order of their parts. */
function normal(name: string): string {
  const [, issuer = '', subject = ''] = /^<I>(.*)<S>(.*)$/.exec(name) ?? []
  const sorted = (each: string) => each.split(/, ?/).sort().join(', ')
  return `<I>${sorted(issuer)}<S>${sorted(subject)}`
}
