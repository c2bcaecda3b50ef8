// gnutls-cli with a mail typed into it. It checks chain and name inside the handshake (alert bad_certificate) unless
// `--insecure` stands there; a priority string limits versions and suites.
import { type ClientCorpus, label } from '../pair.ts'

const STARTTLS = '--starttls-proto=smtp'
const GNUTLS = 'gnutls-cli --port={port}'
const TRUST = '--x509cafile={ca}'
const TLS = (version: string) => `--priority=NORMAL:-VERS-ALL:+VERS-TLS${version}`
const NULL_SUITES = `${TLS('1.2')}:-CIPHER-ALL:+NULL`
const ANONYMOUS = `${TLS('1.2')}:-KX-ALL:+ANON-DH`
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
  ],
}
