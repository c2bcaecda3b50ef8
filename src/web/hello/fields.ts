// A ClientHello field by field, in the order of the wire, with a sentence on each.
import { versionWords } from '../../scenario/words.ts'
import { isOldVersion, type Strength, strengthOf } from '../../tls/wire/weakness.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'

export interface HelloValue {
  text: string
  /** Absent: neither good nor bad. */
  strength?: Strength
}

export interface HelloField {
  name: string
  /** Its key among the facts; null: it is made of several. */
  key: keyof ClientHelloFacts | null
  /** What it is for, in a sentence. */
  about: string
  /** RFC and section. */
  source: string
  /** None: the client did not send it. */
  values: HelloValue[]
  /** What this hello shows, where that says something. */
  finding: string | null
}

export function fieldsOf(hello: ClientHelloFacts): HelloField[] {
  const plain = (names: readonly string[]): HelloValue[] => names.map((text) => ({ text }))
  const version = (name: string): HelloValue => ({
    text: versionWords(name),
    ...(isOldVersion(name) && { strength: 'weak' }),
  })
  const versions = hello.versions.length > 0 ? hello.versions : [hello.helloVersion]
  const weak = hello.suites.filter((suite) => strengthOf(suite) === 'weak').length
  const modern = hello.suites.filter((suite) => strengthOf(suite) === 'modern').length
  return [
    {
      name: 'Record version',
      key: 'recordVersion',
      about: 'Frozen for the sake of old servers: clients write TLS 1.0 or 1.2 here whatever they can do.',
      source: 'RFC 8446 section 5.1',
      values: plain([versionWords(hello.recordVersion)]),
      finding:
        hello.framing === 'sslv2'
          ? 'The hello comes in the frame of SSL 2.0, as clients from before 2010 send it.'
          : null,
    },
    {
      name: 'Hello version',
      key: 'helloVersion',
      about: 'The highest version up to TLS 1.2. A client that can do TLS 1.3 says so in supported_versions.',
      source: 'RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2',
      values: [version(hello.helloVersion)],
      finding: null,
    },
    {
      name: 'Versions offered',
      key: 'versions',
      about: 'What the server may choose from. Without supported_versions only the highest is known.',
      source: 'RFC 8446 section 4.2.1',
      values: versions.map(version),
      finding: offeredWords(hello, versions),
    },
    {
      name: 'Cipher suites',
      key: 'suites',
      about:
        'How bytes can be encrypted, the one that the client likes best first. The server takes one of them, or breaks off.',
      source: 'RFC 8446 section B.4, RFC 5246 section A.5',
      values: hello.suites.map((text) => ({ text, strength: strengthOf(text) })),
      finding:
        weak > 0
          ? `${weak} of them nobody should agree to any more.`
          : modern === 0
            ? 'None of them has both forward secrecy and authenticated encryption.'
            : null,
    },
    {
      name: 'Server name',
      key: 'servername',
      about:
        'The host that the client means to reach, in clear, so that a server with many names shows the right certificate.',
      source: 'RFC 6066 section 3',
      values: plain(hello.servername === null ? [] : [hello.servername]),
      finding:
        hello.servername === null ? 'The client names no host: a server with several certificates has to guess.' : null,
    },
    {
      name: 'Groups',
      key: 'groups',
      about: 'Curves and fields for the key exchange. Without a common one there is no ECDHE, and often no connection.',
      source: 'RFC 8446 section 4.2.7',
      values: plain(hello.groups),
      finding: null,
    },
    {
      name: 'Signature algorithms',
      key: 'signatureAlgorithms',
      about: 'With which of them the server may prove that the certificate is its own.',
      source: 'RFC 8446 section 4.2.3',
      values: hello.signatureAlgorithms.map((text) => ({ text, ...(/md5|sha1/i.test(text) && { strength: 'weak' }) })),
      finding: null,
    },
    {
      name: 'Application protocols',
      key: 'alpn',
      about: 'ALPN: what is to be spoken inside. Mail clients leave it out.',
      source: 'RFC 7301',
      values: plain(hello.alpn),
      finding: null,
    },
    {
      name: 'Extensions',
      key: 'extensions',
      about: 'Everything that a client adds to the old hello, in its own order, which is much like a fingerprint.',
      source: 'RFC 8446 section 4.2',
      values: plain(hello.extensions),
      finding: null,
    },
    {
      name: 'Fallback',
      key: 'fallbackScsv',
      about:
        'TLS_FALLBACK_SCSV: the client says that it has tried a newer version before and comes back with an older one.',
      source: 'RFC 7507',
      values: plain(hello.fallbackScsv ? ['TLS_FALLBACK_SCSV'] : []),
      finding: hello.fallbackScsv ? 'This is a second try: look at the session before it.' : null,
    },
    {
      name: 'Fingerprints',
      key: null,
      about: 'The same client with the same settings has the same ones: a way to tell who is who in a log.',
      source: 'JA3 (Salesforce), JA4 (FoxIO)',
      values: plain([hello.ja4, hello.ja3].filter((text) => text !== '')),
      finding: null,
    },
  ]
}

function offeredWords(hello: ClientHelloFacts, versions: readonly string[]): string {
  const [first = hello.helloVersion] = versions
  if (versions.length === 1) {
    const highest = versionWords(first)
    if (isOldVersion(first)) return `It offers ${highest} only, and nothing newer. More and more servers refuse that.`
    return hello.extensions.includes('supported_versions')
      ? `It offers ${highest} only.`
      : `Its highest version is ${highest}; whether it takes older ones the hello does not say.`
  }
  return versions.some(isOldVersion)
    ? 'Old versions are among them: harmless where the server takes a new one.'
    : 'All of them are up to date.'
}
