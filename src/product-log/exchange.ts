// The protocol log of Exchange (seed 004): its events, the certificates, SChannel's sentence about what was negotiated.
import type { CertificateDetails } from './certificate.ts'
import type { ClientEvent, EphemeralKey } from './client-events.ts'

/** The last three columns of a line. `+` connected, `-` closed, `>` sent, `<` received, `*` of interest. */
export type Entry = readonly [event: '+' | '-' | '>' | '<' | '*', data: string, context: string]

/** What stands between commas, quoted where it has to be (RFC 4180 section 2). */
export function csvCell(text: string): string {
  // Behind one of these a spreadsheet looks for a formula; who writes the text is the other side.
  const tame = /^[=+@-]/.test(text) && text.length > 1 ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}

export function rowOf([event, data, context]: Entry): string {
  return [event, csvCell(data), csvCell(context)].join(',')
}

/** What the client's end says of an event: the log of a Send connector. */
export function clientEntries(event: ClientEvent): Entry[] {
  switch (event.event) {
    case 'connection.opened':
      return [['+', '', '']]
    case 'command.sent':
      return [['>', event.line, '']]
    case 'reply.received':
      return event.lines.map((line) => ['<', line, ''])
    case 'tls.established':
      return [
        ...(event.certificate ? [certificateEntry('Remote', event.certificate)] : []),
        ['*', '', negotiated(event, 'CLIENT')],
      ]
    case 'tls.failed':
      return [['*', '', `TLS negotiation failed: ${event.detail}`]]
    case 'connection.failed':
      return [['*', '', `Failed to connect. ${event.detail}`]]
    case 'connection.closed':
      return [['-', '', event.by === 'sender' ? 'Local' : 'Remote']]
    default:
      return []
  }
}

/** Line 94 of the seed. */
export const UNKNOWN_CREDENTIALS: Entry = ['*', '', 'TLS negotiation failed with error UnknownCredentials']

/** Line 94 of the seed, whose facts and context end in an ellipsis there. */
export function certificateEntry(whose: 'Sending' | 'Remote', certificate: CertificateDetails): Entry {
  const { subject, issuer, serialNumber, thumbprint, validFrom, validTo, alternativeNames } = certificate
  const facts = [subject, issuer, serialNumber, thumbprint, validFrom, validTo, alternativeNames.join(';')]
  return [
    '*',
    facts.join(' ').trim(),
    `${whose} certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`,
  ]
}

interface Negotiated {
  version: string
  /** IANA's name. */
  suite: string
  bits: number
  ephemeral: EphemeralKey | null
  certificate: Pick<CertificateDetails, 'rsaBits'> | null
}

/** SChannel's sentence (line 46 of the seed). */
export function negotiated(
  { version, suite, bits, ephemeral, certificate }: Negotiated,
  side: 'CLIENT' | 'SERVER',
): string {
  const [hash = 'SHA'] = /(?:SHA\d*|MD5|NULL)$/.exec(suite) ?? []
  // An AEAD suite has no MAC of its own, and SChannel says so by its strength.
  const macBits = /_(GCM|CCM|POLY1305)_/.test(suite) ? 0 : (MAC_BITS[hash] ?? 0)
  const exchange = ephemeral
    ? `CALG_${ephemeral.type}_EPHEM with strength ${ephemeral.bits === X25519_BITS ? 255 : ephemeral.bits} bits`
    : `CALG_RSA_KEYX with strength ${certificate?.rsaBits ?? 0} bits`
  return (
    `TLS protocol ${PROTOCOLS[version] ?? version}_${side} negotiation succeeded using bulk encryption algorithm ` +
    `${bulkOf(suite)} with strength ${bits} bits MAC hash algorithm ${MACS[hash] ?? hash} with strength ${macBits} ` +
    `bits and key exchange algorithm ${exchange}`
  )
}

/** What OpenSSL counts for a key on x25519, which others call 255. */
const X25519_BITS = 253

const PROTOCOLS: Readonly<Record<string, string>> = {
  SSLv3: 'SP_PROT_SSL3',
  TLSv1: 'SP_PROT_TLS1_0',
  'TLSv1.1': 'SP_PROT_TLS1_1',
  'TLSv1.2': 'SP_PROT_TLS1_2',
  'TLSv1.3': 'SP_PROT_TLS1_3',
}

/** The names of wincrypt.h for the cipher of a suite; those that Windows has no name for stand as they are. */
function bulkOf(suite: string): string {
  return BULK.find(([part]) => suite.includes(part))?.[1] ?? suite
}

const BULK = [
  ['_AES_256_', 'CALG_AES_256'],
  ['_AES_128_', 'CALG_AES_128'],
  ['_3DES_EDE_', 'CALG_3DES'],
  ['_DES40_', 'CALG_DES'],
  ['_DES_', 'CALG_DES'],
  ['_RC4_', 'CALG_RC4'],
  ['_RC2_', 'CALG_RC2'],
  ['_WITH_NULL_', 'CALG_NULLCIPHER'],
] as const

const MACS: Readonly<Record<string, string>> = {
  MD5: 'CALG_MD5',
  SHA: 'CALG_SHA1',
  SHA256: 'CALG_SHA_256',
  SHA384: 'CALG_SHA_384',
}
const MAC_BITS: Readonly<Record<string, number>> = { MD5: 128, SHA: 160, SHA256: 256, SHA384: 384 }
