// swaks 20201014. `--tls` demands STARTTLS and checks nothing; `--tls-optional` goes on without; `--tls-verify` checks the
// chain, not the name.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--helo client.test --from {from} --to {to} --body alarm'
const SWAKS = `swaks --server {host}:{port} ${MAIL}`
const BY_ADDRESS = `swaks --server 127.0.0.1:{port} ${MAIL}`
const LOGIN = '--auth LOGIN --auth-user desk --auth-password hunter2'

/** STARTTLS that the client does not get to see, and the diagnosis of it. */
const WITHOUT_STARTTLS = {
  'no-starttls': 'starttls-not-offered',
  'starttls-masked': 'starttls-masked',
  'starttls-removed': 'starttls-removed-on-the-way',
}

/** Faults that a check of the chain finds, and the diagnosis of a client that refuses. */
const CHAIN_FAULTS = {
  'cert-expired': 'certificate-expired',
  'cert-self-signed': 'certificate-self-signed',
  'cert-untrusted-root': 'certificate-untrusted-root',
}

export const SWAKS_CORPUS: ClientCorpus = {
  client: 'swaks',
  settings: {
    tls: `${SWAKS} --tls`,
    optional: `${SWAKS} --tls-optional`,
    plain: SWAKS,
    'on-connect': `${SWAKS} --tls-on-connect`,
    verify: `${SWAKS} --tls --tls-verify --tls-ca-path {ca}`,
    'verify, own trust': `${SWAKS} --tls --tls-verify`,
    certificate: `${SWAKS} --tls --tls-cert {cert} --tls-key {key}`,
    'optional, login': `${SWAKS} --tls-optional ${LOGIN}`,
    'TLS 1.0': `OPENSSL_CONF={openssl-TLSv1} ${SWAKS} --tls`,
    'TLS 1.2': `OPENSSL_CONF={openssl-TLSv1.2} ${SWAKS} --tls`,
    'TLS 1.0, login': `OPENSSL_CONF={openssl-TLSv1} ${SWAKS} --tls ${LOGIN}`,
    'TLS 1.1, login': `OPENSSL_CONF={openssl-TLSv1.1} ${SWAKS} --tls ${LOGIN}`,
    'TLS 1.2, login': `OPENSSL_CONF={openssl-TLSv1.2} ${SWAKS} --tls ${LOGIN}`,
    'TLS 1.3, login': `OPENSSL_CONF={openssl-TLSv1.3} ${SWAKS} --tls ${LOGIN}`,
    'NULL suites': `${SWAKS} --tls --tls-protocol tlsv1_2 --tls-cipher eNULL:@SECLEVEL=0`,
    'usual suites': `${SWAKS} --tls --tls-protocol tlsv1_2`,
    'from 127.0.0.1': `${BY_ADDRESS} --tls --local-interface 127.0.0.1`,
    'from 127.0.0.2': `${BY_ADDRESS} --tls --local-interface 127.0.0.2`,
    'optional, from 127.0.0.2': `${BY_ADDRESS} --tls-optional --local-interface 127.0.0.2`,
  },
  flips: [
    ...Object.entries(WITHOUT_STARTTLS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--tls', '--tls-optional'] as const,
      labels: [
        label('tls', 'unverified', 'pass', 'none', diagnosis, 'It demands TLS, sees none, and quits before MAIL.'),
        label('optional', 'unverified', 'fail', 'in-clear', diagnosis, 'Asked to encrypt, and set to go on without.'),
      ] as const,
    })),
    ...(['no-starttls', 'starttls-masked'] as const).map((scenario) => ({
      scenario,
      option: ['--tls', '--tls-optional'] as const,
      labels: [
        label('tls', 'opportunistic', 'pass', 'none', WITHOUT_STARTTLS[scenario], 'Stricter than asked is right too.'),
        label(
          'optional',
          'opportunistic',
          'pass',
          'in-clear',
          WITHOUT_STARTTLS[scenario],
          'TLS where it is offered, else in clear: what opportunistic means.',
        ),
      ] as const,
    })),
    {
      scenario: 'starttls-removed',
      option: [LOGIN, ''],
      labels: [
        label(
          'optional, login',
          'opportunistic',
          'warn',
          'in-clear',
          'starttls-removed-on-the-way',
          'In clear is its right, but it gives its password away there, since AUTH is still listed.',
        ),
        label(
          'optional',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-removed-on-the-way',
          'No password to lose, and in clear is its right.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls', ''],
      labels: [
        label('tls', 'unverified', 'pass', 'encrypted', null, 'STARTTLS is there and it uses it.'),
        label('plain', 'unverified', 'fail', 'in-clear', 'starttls-not-used', 'Without a TLS option it never asks.'),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls-optional', ''],
      labels: [
        label('optional', 'opportunistic', 'pass', 'encrypted', null, 'TLS is offered, so it takes it.'),
        label(
          'plain',
          'opportunistic',
          'fail',
          'in-clear',
          'starttls-not-used',
          'Opportunistic takes TLS where it is offered; this one never asks.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls', '--tls-on-connect'],
      labels: [
        label('tls', 'mandatory', 'pass', 'encrypted', null, 'That it checks nothing does not show on a good server.'),
        label(
          'on-connect',
          'mandatory',
          'fail',
          'none',
          'tls-on-a-starttls-port',
          'Its first byte is a ClientHello, where the server has said 220 in plain text.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls-ca-path {ca}', ''],
      labels: [
        label('verify', 'mandatory', 'pass', 'encrypted', null, 'The chain leads to the authority that it was given.'),
        label(
          'verify, own trust',
          'mandatory',
          'inconclusive',
          'none',
          'authority-not-trusted',
          "Its OpenSSL knows only the system's authorities and sends unknown_ca: that is our setup, not its fault.",
        ),
      ],
    },
    ...Object.entries(CHAIN_FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--tls-verify --tls-ca-path {ca}', ''] as const,
      labels: [
        label('verify', 'mandatory', 'pass', 'none', diagnosis, 'OpenSSL refuses the chain inside the handshake.'),
        label(
          'tls',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'Without --tls-verify none is checked.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-self-signed',
      option: ['--tls-verify --tls-ca-path {ca}', ''],
      labels: [
        label('verify', 'unverified', 'pass', 'none', 'certificate-self-signed', 'Stricter than asked is right too.'),
        label('tls', 'unverified', 'pass', 'encrypted', null, 'Encrypted is all that is asked, and all it does.'),
      ],
    },
    {
      scenario: 'cert-wrong-host',
      option: ['--tls', ''],
      labels: [
        label('tls', 'mandatory', 'fail', 'encrypted', 'certificate-not-checked', 'It checks no name.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never sees the certificate.'),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['--tls', ''],
      labels: [
        label('tls', 'unverified', 'pass', 'encrypted', null, 'It starts TLS before it names a sender.'),
        label(
          'plain',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'The sender goes out in clear and gets the 530; STARTTLS was listed.',
        ),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['--tls-optional', ''],
      labels: [
        label('optional', 'opportunistic', 'pass', 'encrypted', null, 'TLS is offered, so it takes it.'),
        label('plain', 'opportunistic', 'fail', 'none', 'starttls-not-used', 'The server takes no mail in clear.'),
      ],
    },
    {
      scenario: 'client-cert-required',
      option: ['--tls-cert {cert} --tls-key {key}', ''],
      labels: [
        label('certificate', 'unverified', 'pass', 'encrypted', null, 'It shows the certificate that is asked for.'),
        label(
          'tls',
          'unverified',
          'fail',
          'none',
          'client-certificate-missing',
          'It has none; TLS 1.3 breaks after it.',
        ),
      ],
    },
    {
      scenario: 'client-cert-required-reply',
      option: ['--tls-cert {cert} --tls-key {key}', ''],
      labels: [
        label('certificate', 'unverified', 'pass', 'encrypted', null, 'Its certificate comes from our authority.'),
        label('tls', 'unverified', 'fail', 'none', 'client-certificate-missing', 'The 421 inside TLS says so.'),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['OPENSSL_CONF={openssl-TLSv1.2}', 'OPENSSL_CONF={openssl-TLSv1}'],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.0', 'unverified', 'fail', 'none', 'client-offers-only-old-tls', 'Its hello ends at TLS 1.0.'),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: ['OPENSSL_CONF={openssl-TLSv1.2}', 'OPENSSL_CONF={openssl-TLSv1}'],
      labels: [
        label('TLS 1.2, login', 'unverified', 'pass', 'encrypted', null, 'New enough to be let in after the password.'),
        label(
          'TLS 1.0, login',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'The 421 behind the password is due to its only version.',
        ),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: ['OPENSSL_CONF={openssl-TLSv1.3}', 'OPENSSL_CONF={openssl-TLSv1.1}'],
      labels: [
        label('TLS 1.3, login', 'unverified', 'pass', 'encrypted', null, 'New enough to be let in after the password.'),
        label(
          'TLS 1.1, login',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'TLS 1.1 is refused as 1.0.',
        ),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: [LOGIN, ''],
      labels: [
        label('TLS 1.2, login', 'opportunistic', 'pass', 'encrypted', null, 'It logs in before MAIL.'),
        label(
          'TLS 1.2',
          'opportunistic',
          'fail',
          'none',
          'microsoft-365-not-authenticated',
          'MAIL without a login gets 530 5.7.57.',
        ),
      ],
    },
    {
      scenario: 'null-cipher',
      option: ['', '--tls-cipher eNULL:@SECLEVEL=0'],
      labels: [
        label(
          'usual suites',
          'unverified',
          'pass',
          'none',
          'server-has-only-weak-suites',
          'The default list of OpenSSL has no NULL suite.',
        ),
        label(
          'NULL suites',
          'unverified',
          'inconclusive',
          'none',
          'weak-encryption-negotiated',
          'NULL is agreed on, but swaks takes 0 bits for a failed handshake ("empty response from get_cipher_bits()") and leaves; it fails on the healthy server, too. The first label expected it to deliver.',
        ),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['--local-interface 127.0.0.1', '--local-interface 127.0.0.2'],
      labels: [
        label('from 127.0.0.1', 'unverified', 'pass', 'encrypted', null, 'This address is offered STARTTLS.'),
        label(
          'from 127.0.0.2',
          'unverified',
          'pass',
          'none',
          'starttls-for-other-addresses',
          'This address is not, and the client stops.',
        ),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['--tls', '--tls-optional'],
      labels: [
        label(
          'from 127.0.0.2',
          'mandatory',
          'pass',
          'none',
          'starttls-for-other-addresses',
          'No STARTTLS for this address, and the client stops.',
        ),
        label(
          'optional, from 127.0.0.2',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-for-other-addresses',
          'No STARTTLS for this address, and it goes on in clear where it must not.',
        ),
      ],
    },
  ],
}
