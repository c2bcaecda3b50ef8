// What Exchange 2016 and 2019 share: the Send connector, its protocol log, its queues. What SChannel offers differs.
import { X509Certificate } from 'node:crypto'
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
        if (identity) log(certificateLine(identity.cert))
        if (broken) log('*,,TLS negotiation failed with error UnknownCredentials')
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
  switch (event.event) {
    case 'connection.opened':
      return '+,,'
    case 'command.sent':
      return `>,${event.line},`
    case 'reply.received':
      return event.lines.map((line) => `<,${line},`).join('\n')
    case 'tls.established':
      return [
        ...(event.certificate
          ? [`*,"${event.certificate.subject} ${event.certificate.issuer}",Remote certificate`]
          : []),
        `*,,"${negotiated(event)}"`,
      ].join('\n')
    case 'tls.failed':
      return `*,,TLS negotiation failed: ${event.detail}`
    case 'connection.failed':
      return `*,,"Failed to connect. ${event.detail}"`
    case 'connection.closed':
      return `-,,${event.by === 'sender' ? 'Local' : 'Remote'}`
    default:
      return null
  }
}

/** SChannel's sentence (line 46 of the seed). */
function negotiated({
  version,
  suite,
  bits,
  ephemeral,
  certificate,
}: Extract<SendEvent, { event: 'tls.established' }>): string {
  const protocol = `SP_PROT_TLS1_${PROTOCOLS[version] ?? '?'}_CLIENT`
  const bulk = /_AES_(128|256)_/.exec(suite)?.[1]
  const [, hash = 'SHA'] = /_(SHA\d*)$/.exec(suite) ?? []
  const mac = hash === 'SHA' ? 'CALG_SHA1' : `CALG_${hash.replace('SHA', 'SHA_')}`
  // An AEAD suite has no MAC of its own, and SChannel says so by its strength.
  const macBits = suite.includes('_GCM_') ? 0 : (MAC_BITS[hash] ?? 0)
  const exchange = ephemeral
    ? `CALG_${ephemeral.type}_EPHEM with strength ${ephemeral.bits === X25519_BITS ? 255 : ephemeral.bits} bits`
    : `CALG_RSA_KEYX with strength ${certificate?.rsaBits ?? 0} bits`
  return (
    `TLS protocol ${protocol} negotiation succeeded using bulk encryption algorithm ${bulk ? `CALG_AES_${bulk}` : suite} ` +
    `with strength ${bits} bits MAC hash algorithm ${mac} with strength ${macBits} bits and key exchange algorithm ${exchange}`
  )
}

/** What OpenSSL counts for a key on x25519, which others call 255. */
const X25519_BITS = 253

const PROTOCOLS: Readonly<Record<string, number>> = { TLSv1: 0, 'TLSv1.1': 1, 'TLSv1.2': 2 }
const MAC_BITS: Readonly<Record<string, number>> = { SHA: 160, SHA256: 256, SHA384: 384 }

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

function certificateLine(cert: string): string {
  const { serialNumber, fingerprint, validFrom, validTo, subjectAltName = '' } = new X509Certificate(cert)
  const facts = [
    subjectOf(cert),
    issuerOf(cert),
    serialNumber,
    fingerprint.replaceAll(':', ''),
    validFrom,
    validTo,
    subjectAltName,
  ]
  return `*,"${facts.join(' ').trim()}",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`
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
