// gnutls-cli with a mail typed into it. It checks chain and name inside the handshake (alert bad_certificate) unless
// `--insecure` stands there; a priority string limits versions and suites.
import { type ClientCorpus, label } from '../pair.ts'

const STARTTLS = '--starttls-proto=smtp'
const GNUTLS = 'gnutls-cli --port={port}'
const TRUST = '--x509cafile={ca}'
const TLS = (version: string) => `--priority=NORMAL:-VERS-ALL:+VERS-TLS${version}`
const NULL_SUITES = `${TLS('1.2')}:-CIPHER-ALL:+NULL`
const ANONYMOUS = `${TLS('1.2')}:-KX-ALL:+ANON-DH`
// With the ciphers of the time, and nothing better; for 3DES the keys are the certificate's.
const RC4 = `${TLS('1.2')}:-CIPHER-ALL:+ARCFOUR-128`
const TRIPLE_DES = `${TLS('1.2')}:-CIPHER-ALL:+3DES-CBC`
// What it has as it comes, and NULL in front.
const NULL_TOO = `${TLS('1.2')}:+NULL`
const DHE = `${TLS('1.2')}:-KX-ALL:+DHE-RSA`
const ANY_GROUP = '--dh-bits=256'
const CERTIFICATE = '--x509certfile={cert} --x509keyfile={key}'

const FAULTS = {
  'cert-expired': 'certificate-expired',
  'cert-self-signed': 'certificate-self-signed',
  'cert-untrusted-root': 'certificate-untrusted-root',
  'cert-wrong-host': 'certificate-name-mismatch',
}

export const GNUTLS_CORPUS: ClientCorpus = {
  client: 'gnutls-cli',
  settings: {
    checked: `${GNUTLS} ${STARTTLS} ${TRUST} {host}`,
    unchecked: `${GNUTLS} ${STARTTLS} --insecure {host}`,
    'at once': `${GNUTLS} ${TRUST} {host}`,
    certificate: `${GNUTLS} ${STARTTLS} ${TRUST} ${CERTIFICATE} {host}`,
    'TLS 1.1': `${GNUTLS} ${STARTTLS} --insecure ${TLS('1.1')} {host}`,
    'TLS 1.2': `${GNUTLS} ${STARTTLS} --insecure ${TLS('1.2')} {host}`,
    'TLS 1.3': `${GNUTLS} ${STARTTLS} --insecure ${TLS('1.3')} {host}`,
    'NULL suites': `${GNUTLS} ${STARTTLS} --insecure ${NULL_SUITES} {host}`,
    'anonymous suites': `${GNUTLS} ${STARTTLS} --insecure ${ANONYMOUS} {host}`,
    RC4: `${GNUTLS} ${STARTTLS} --insecure ${RC4} {host}`,
    '3DES': `${GNUTLS} ${STARTTLS} --insecure ${TRIPLE_DES} {host}`,
    'NULL too': `${GNUTLS} ${STARTTLS} --insecure ${NULL_TOO} {host}`,
    DHE: `${GNUTLS} ${STARTTLS} --insecure ${DHE} {host}`,
    'DHE, any group': `${GNUTLS} ${STARTTLS} --insecure ${ANY_GROUP} ${DHE} {host}`,
    'TLS 1.2 and 1.3': `${GNUTLS} ${STARTTLS} --insecure ${TLS('1.2')}:+VERS-TLS1.3 {host}`,
  },
  flips: [
    {
      scenario: 'healthy',
      option: [STARTTLS, ''],
      labels: [
        label('checked', 'mandatory', 'pass', 'encrypted', null, 'Chain and name are good.'),
        label('at once', 'mandatory', 'fail', 'none', 'tls-on-a-starttls-port', 'TLS starts with its first byte.'),
      ],
    },
    {
      scenario: 'starttls-removed',
      option: [STARTTLS, ''],
      labels: [
        label('checked', 'mandatory', 'pass', 'encrypted', null, 'It says STARTTLS, listed or not, and that passes.'),
        label(
          'at once',
          'mandatory',
          'inconclusive',
          'none',
          'tls-on-a-starttls-port',
          'It sends nothing, here as on the healthy server: that proves nothing about the missing line.',
        ),
      ],
    },
    ...Object.entries(FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: [TRUST, '--insecure'] as const,
      labels: [
        label('checked', 'mandatory', 'pass', 'none', diagnosis, 'It refuses with the alert bad_certificate.'),
        label('unchecked', 'mandatory', 'fail', 'encrypted', 'certificate-not-checked', '--insecure takes every one.'),
      ] as const,
    })),
    ...(['client-cert-required', 'client-cert-required-reply'] as const).map((scenario) => ({
      scenario,
      option: [CERTIFICATE, ''] as const,
      labels: [
        label('certificate', 'mandatory', 'pass', 'encrypted', null, 'It shows a certificate of our authority.'),
        label('checked', 'mandatory', 'fail', 'none', 'client-certificate-missing', 'It has none to show.'),
      ] as const,
    })),
    {
      scenario: 'tls12-only',
      option: [TLS('1.2'), TLS('1.1')],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.1', 'unverified', 'fail', 'none', 'client-offers-only-old-tls', 'Its hello ends at TLS 1.1.'),
      ],
    },
    {
      scenario: 'tls12-only',
      option: [TLS('1.2'), TLS('1.3')],
      labels: [
        label('TLS 1.2', 'opportunistic', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.3', 'opportunistic', 'fail', 'none', 'no-common-version', 'Its only version is above the server.'),
      ],
    },
    {
      scenario: 'null-cipher',
      option: [TLS('1.2'), NULL_SUITES],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL has no NULL suite.'),
        label(
          'NULL suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers nothing else.',
        ),
      ],
    },
    ...(['anonymous-dh', 'weak-ciphers'] as const).map((scenario) => ({
      scenario,
      option: [TLS('1.2'), ANONYMOUS] as const,
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL has no anonymous suite.'),
        label(
          'anonymous suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers them only.',
        ),
      ] as const,
    })),
    {
      scenario: 'rc4-only',
      option: [TLS('1.2'), RC4],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL has no RC4.'),
        label('RC4', 'unverified', 'warn', 'encrypted', 'weak-encryption-negotiated', 'It offers nothing else.'),
      ],
    },
    {
      scenario: '3des-only',
      option: [TLS('1.2'), TRIPLE_DES],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL has no 3DES.'),
        label('3DES', 'unverified', 'warn', 'encrypted', 'weak-encryption-negotiated', 'It offers nothing else.'),
      ],
    },
    {
      scenario: '3des-only',
      option: [TRIPLE_DES, RC4],
      labels: [
        label('3DES', 'opportunistic', 'warn', 'encrypted', 'weak-encryption-negotiated', 'That the server has.'),
        label(
          'RC4',
          'opportunistic',
          'inconclusive',
          'none',
          'server-has-only-weak-suites',
          'No suite in common, but it fails on the healthy server as well.',
        ),
      ],
    },
    {
      scenario: 'weak-ciphers',
      option: [TLS('1.2'), RC4],
      labels: [
        label('TLS 1.2', 'mandatory', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL has none of them.'),
        label('RC4', 'mandatory', 'warn', 'encrypted', 'weak-encryption-negotiated', 'Weak, but it is encrypted.'),
      ],
    },
    {
      scenario: 'encryption-too-weak',
      option: [TLS('1.2'), NULL_TOO],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'It agrees on AES, and no bit is missing.'),
        label(
          'NULL too',
          'unverified',
          'fail',
          'none',
          'encryption-too-weak',
          'The server takes the NULL suite that it offers behind all others, and says 0 less than 112.',
        ),
      ],
    },
    {
      scenario: 'dh512',
      option: ['', ANY_GROUP],
      labels: [
        label('DHE', 'unverified', 'pass', 'none', 'dh-group-refused', 'NORMAL takes no group of 512 bits.'),
        label('DHE, any group', 'unverified', 'warn', 'encrypted', 'small-dh-group-accepted', 'It takes 256 bits.'),
      ],
    },
    {
      scenario: 'downgrade-sentinel',
      option: [TLS('1.2'), `${TLS('1.2')}:+VERS-TLS1.3`],
      labels: [
        label(
          'TLS 1.2',
          'unverified',
          'warn',
          'encrypted',
          'downgrade-not-visible',
          'It offered no more than it got, so that the random tells it nothing.',
        ),
        label('TLS 1.2 and 1.3', 'unverified', 'pass', 'none', 'downgrade-noticed', 'RFC 8446 wants it to look.'),
      ],
    },
    {
      scenario: 'tls11-only',
      option: [TLS('1.1'), TLS('1.2')],
      labels: [
        label('TLS 1.1', 'opportunistic', 'warn', 'encrypted', 'old-tls-negotiated', 'The one version of the server.'),
        label('TLS 1.2', 'opportunistic', 'pass', 'none', 'server-speaks-only-old-tls', 'Its version is newer.'),
      ],
    },
  ],
}
