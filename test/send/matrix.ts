// What the seeds say becomes of a mail, by product, setting and server; written before a single run. `E` encrypted, `C` in
// clear, `N` not delivered.
export const SCENARIOS = [
  'healthy',
  'no-starttls',
  'starttls-removed',
  'cert-untrusted-root',
  'cert-wrong-host',
  'cert-expired',
  'client-cert-required',
  'weak-ciphers',
] as const

export interface Row {
  sender: string
  settings: Record<string, unknown>
  /** A certificate that the server would take is in the store. */
  certificate?: true
  /** One letter per scenario, in their order. */
  outcomes: string
  /** The line of the seed that it comes from; what the seed leaves open, and on what the letter rests then. */
  from: string
}

/** The name of the certificate in the store, as TlsCertificateName has it. */
export const STORED = '<I>CN=smtp-simulator test CA<S>O=smtp-simulator, CN=smtp-simulator test client'

const E2016 = 'exchange-2016'
const OPPORTUNISTIC = '004:67 opportunistic; a failed handshake leaves the mail, 004:99 and 107'
const CHAIN = '004:61 the chain is validated, the name is not'
const NAME = '004:61 and 63 the name has to match TlsDomain as well'
const REQUIRED = { RequireTLS: true }
const LOCAL = { TlsDomain: 'localhost' }

const EXCHANGE: Row[] = [
  { sender: E2016, settings: {}, outcomes: 'E C C E E E N N', from: OPPORTUNISTIC },
  {
    sender: E2016,
    settings: { Usage: 'Custom' },
    outcomes: 'E C C E E E N N',
    from: '004:65 the defaults are those of Custom',
  },
  {
    sender: E2016,
    settings: { Usage: 'Internet' },
    outcomes: 'E C C E E E N N',
    from: '004:66 prints them for Internet',
  },
  {
    sender: E2016,
    settings: { Usage: 'Internal' },
    outcomes: 'E C C E E E N N',
    from: '004:56 names the type; nothing of TLS is set by it',
  },
  {
    sender: E2016,
    settings: { Usage: 'Partner', ...LOCAL },
    outcomes: 'E N N N N N N N',
    from: '004:56 the type determines parameters; which, the wizard of Exchange: servers that authenticate by certificate',
  },
  {
    sender: E2016,
    settings: { Usage: 'Partner' },
    outcomes: 'N N N N N N N N',
    from: '004:61 without TlsDomain the domain of the recipient',
  },
  {
    sender: E2016,
    settings: { IgnoreSTARTTLS: true },
    outcomes: 'C C C C C C C C',
    from: '004:58 encryption will not be used',
  },
  {
    sender: E2016,
    settings: REQUIRED,
    outcomes: 'E N N E E E N N',
    from: '004:59 requires encryption for all messages',
  },
  {
    sender: E2016,
    settings: { TlsAuthLevel: 'EncryptionOnly' },
    outcomes: 'E C C E E E N N',
    from: '004:61 only encryption',
  },
  {
    sender: E2016,
    settings: { TlsAuthLevel: 'EncryptionOnly', ...REQUIRED },
    outcomes: 'E N N E E E N N',
    from: '004:59, 61',
  },
  { sender: E2016, settings: { TlsAuthLevel: 'CertificateValidation' }, outcomes: 'E C C N E N N N', from: CHAIN },
  {
    sender: E2016,
    settings: { TlsAuthLevel: 'CertificateValidation', ...REQUIRED },
    outcomes: 'E N N N E N N N',
    from: CHAIN,
  },
  { sender: E2016, settings: { TlsAuthLevel: 'DomainValidation', ...LOCAL }, outcomes: 'E C C N N N N N', from: NAME },
  {
    sender: E2016,
    settings: { TlsAuthLevel: 'DomainValidation', ...LOCAL, ...REQUIRED },
    outcomes: 'E N N N N N N N',
    from: NAME,
  },
  {
    sender: E2016,
    settings: { TlsAuthLevel: 'DomainValidation' },
    outcomes: 'N C C N N N N N',
    from: '004:61 the domain of the recipient',
  },
  {
    sender: E2016,
    settings: LOCAL,
    outcomes: 'E C C E E E N N',
    from: '004:63 TlsDomain is for DomainValidation only',
  },
  {
    sender: E2016,
    settings: { TlsCertificateName: STORED },
    certificate: true,
    outcomes: 'E C C E E E E N',
    from: '004:62 the certificate of this name is used',
  },
  {
    sender: E2016,
    settings: { TlsCertificateName: '$none' },
    certificate: true,
    outcomes: 'E C C E E E E N',
    from: '004:67 and 92 the Default certificate',
  },
  {
    sender: E2016,
    settings: { TlsCertificateName: STORED, ImportedCertificate: 'broken' },
    certificate: true,
    outcomes: 'N C C N N N N N',
    from: '004:93 UnknownCredentials, the mail remains in the queue; "some emails": those without TLS go',
  },
  {
    sender: E2016,
    settings: { ImportedCertificate: 'broken' },
    certificate: true,
    outcomes: 'E C C E E E E N',
    from: '004:93 only a connector that names the certificate has the error',
  },
]

const SMG = 'securemail-gateway'
const LIST = 'TLS Connection Settings'
const ENFORCED = '001:24 without 112 bits the mail goes back'

const GATEWAY: Row[] = [
  {
    sender: SMG,
    settings: {},
    outcomes: 'E C C E E E N N',
    from: '001:5 and 7 TLS if available; a failed handshake waits: sendmail',
  },
  { sender: SMG, settings: { [LIST]: 'example.com' }, outcomes: 'E C C E E E N N', from: '001:13 another domain' },
  { sender: SMG, settings: { [LIST]: 'example.org' }, outcomes: 'E N N E E E N N', from: ENFORCED },
  {
    sender: SMG,
    settings: { [LIST]: 'desk@example.org' },
    outcomes: 'E N N E E E N N',
    from: `001:17 one user; ${ENFORCED}`,
  },
  { sender: SMG, settings: { [LIST]: 'boss@example.org' }, outcomes: 'E C C E E E N N', from: '001:17 another user' },
  {
    sender: SMG,
    settings: { [LIST]: [''] },
    outcomes: 'E N N E E E N N',
    from: `001:17 a blank line: every recipient; ${ENFORCED}`,
  },
  {
    sender: SMG,
    settings: { [LIST]: 'example.org' },
    certificate: true,
    outcomes: 'E N N E E E E N',
    from: '001:45 it has a certificate; that it is shown is not in the seed',
  },
]

const ESA = 'cisco-esa'

const APPLIANCE: Row[] = [
  { sender: ESA, settings: {}, outcomes: 'C C C C C C C C', from: '004:44 TLS is disabled by default' },
  { sender: ESA, settings: { Default: 'none' }, outcomes: 'C C C C C C C C', from: '004:44' },
  {
    sender: ESA,
    settings: { Default: 'preferred' },
    outcomes: 'E C C E E E C C',
    from: '004:48 TLS failed, then the same number unencrypted',
  },
  { sender: ESA, settings: { Default: 'required' }, outcomes: 'E N N E E E N N', from: '004:40 and 45' },
  {
    sender: ESA,
    settings: { Default: 'preferred-verify' },
    outcomes: 'E C C E E E C C',
    from: '004:45 the certificate is verified; that it goes encrypted all the same is of its manual',
  },
  {
    sender: ESA,
    settings: { Default: 'required-verify' },
    outcomes: 'E N N N N N N N',
    from: '004:45 the certificate is verified',
  },
  {
    sender: ESA,
    settings: { Destinations: 'example.org:required' },
    outcomes: 'E N N E E E N N',
    from: '004:45 the profile of the domain',
  },
  {
    sender: ESA,
    settings: { Destinations: 'example.net:required' },
    outcomes: 'C C C C C C C C',
    from: '004:45 another domain: Default',
  },
  {
    sender: ESA,
    settings: { Destinations: 'example.org:none', Default: 'required' },
    outcomes: 'C C C C C C C C',
    from: '004:45 the domain before Default',
  },
  {
    sender: ESA,
    settings: { Default: 'required' },
    certificate: true,
    outcomes: 'E N N E E E E N',
    from: '004:44 the certificate of Edit Global Settings',
  },
]

const NO_CERTIFICATE = '003:10 a certificate is asked for and none is there: the negotiation fails'
const BEGINS = 'STARTTLS missing is not in the seed: what fails is "after STARTTLS", 003:6'

function mailMarshal(sender: string): Row[] {
  const common = (settings: Record<string, unknown>, outcomes: string, from: string): Row => ({
    sender,
    settings,
    outcomes,
    from,
  })
  const modern = sender !== 'mailmarshal-7.2.3'
  // Servers of today and TLS 1.0 have no version in common: 003:21, the protocol is controlled by the receiving server.
  const usual = modern ? 'E C C E E E N N' : 'N C C N N N N N'
  const certified = modern ? 'E C C E E E E N' : 'N C C N N N N N'
  return [
    common({}, usual, `${NO_CERTIFICATE}; ${BEGINS}`),
    common({ MinimumStrength: 'Medium' }, usual, '003:19 servers with current security posture support Medium'),
    common({ MinimumStrength: 'High' }, usual, '003:19 no matching abilities: weak-ciphers fails'),
    common(
      { MinimumStrength: 'Low' },
      usual,
      '003:19 Low would reach RC4 and DES; neither is played, nor in weak-ciphers',
    ),
    {
      ...common({ OfferClientCertificate: true }, certified, '003:11 the certificate of Inbound TLS'),
      certificate: true,
    },
    { ...common({ OfferClientCertificate: false }, usual, '003:10 you choose not to provide one'), certificate: true },
  ]
}

const MAILMARSHAL: Row[] = [
  ...mailMarshal('mailmarshal-7.2.3'),
  {
    sender: 'mailmarshal-7.2.3',
    settings: { TLSv1Only: true },
    outcomes: 'N C C N N N N N',
    from: '003:26 TLSv1 alone',
  },
  ...['mailmarshal-7.3.0', 'mailmarshal-7.3.5'].flatMap((sender) => [
    ...mailMarshal(sender),
    {
      sender,
      settings: { Protocols: 'TLSv1.2' },
      outcomes: 'E C C E E E N N',
      from: '003:24 the protocols are chosen',
    },
    {
      sender,
      settings: { Protocols: 'TLSv1.0, TLSv1.1' },
      outcomes: 'N C C N N N N N',
      from: '003:24 check this setting',
    },
    { sender, settings: { Protocols: 'SSLv3' }, outcomes: 'N N N N N N N N', from: 'not played, and said so' },
  ]),
]

export const MATRIX: readonly Row[] = [...EXCHANGE, ...GATEWAY, ...APPLIANCE, ...MAILMARSHAL]
