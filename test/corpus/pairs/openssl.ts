// openssl s_client with a mail typed into it. It always says STARTTLS, listed or not; it goes on whatever the certificate
// unless `-verify_return_error` stands there, and checks a name only with `-verify_hostname`.
import { type ClientCorpus, label } from '../pair.ts'

const OPENSSL = 'openssl s_client -brief -ign_eof -connect {host}:{port}'
const STARTTLS = '-starttls smtp'
const CHECK = '-CAfile {ca} -verify_return_error'
const NAME = '-verify_hostname localhost'
const LEVEL_0 = '-cipher DEFAULT:@SECLEVEL=0'

const FAULTS = {
  'cert-expired': 'certificate-expired',
  'cert-self-signed': 'certificate-self-signed',
  'cert-untrusted-root': 'certificate-untrusted-root',
}

export const OPENSSL_CORPUS: ClientCorpus = {
  client: 'openssl',
  settings: {
    checked: `${OPENSSL} ${STARTTLS} ${CHECK} ${NAME}`,
    'chain checked': `${OPENSSL} ${STARTTLS} ${CHECK}`,
    unchecked: `${OPENSSL} ${STARTTLS} -CAfile {ca} ${NAME}`,
    'own trust': `${OPENSSL} ${STARTTLS} -verify_return_error ${NAME}`,
    'at once': `${OPENSSL} ${CHECK} ${NAME}`,
    'TLS 1.0': `${OPENSSL} ${STARTTLS} -tls1 ${LEVEL_0}`,
    'TLS 1.1': `${OPENSSL} ${STARTTLS} -tls1_1 ${LEVEL_0}`,
    'TLS 1.2': `${OPENSSL} ${STARTTLS} -tls1_2 ${LEVEL_0}`,
    'TLS 1.3': `${OPENSSL} ${STARTTLS} -tls1_3 ${LEVEL_0}`,
    'TLS 1.2, certificate': `${OPENSSL} ${STARTTLS} -tls1_2 ${LEVEL_0} -cert {cert} -key {key}`,
    'TLS 1.3, certificate': `${OPENSSL} ${STARTTLS} -tls1_3 ${LEVEL_0} -cert {cert} -key {key}`,
    'TLS 1.3, foreign certificate': `${OPENSSL} ${STARTTLS} -tls1_3 ${LEVEL_0} -cert {foreign-cert} -key {foreign-key}`,
    'NULL suites': `${OPENSSL} ${STARTTLS} -tls1_2 -cipher eNULL:@SECLEVEL=0`,
    'anonymous suites': `${OPENSSL} ${STARTTLS} -tls1_2 -cipher aNULL:@SECLEVEL=0`,
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
      scenario: 'healthy',
      option: ['-CAfile {ca}', ''],
      labels: [
        label('checked', 'unverified', 'pass', 'encrypted', null, 'It trusts the authority that it was given.'),
        label(
          'own trust',
          'unverified',
          'inconclusive',
          'none',
          'authority-not-trusted',
          "It knows only the system's authorities and sends unknown_ca: that is our setup, not its fault.",
        ),
      ],
    },
    {
      scenario: 'no-starttls',
      option: [STARTTLS, ''],
      labels: [
        label(
          'checked',
          'mandatory',
          'pass',
          'none',
          'starttls-not-offered',
          'It asks for STARTTLS and starts TLS even behind the refusal, but types no mail in clear.',
        ),
        label(
          'at once',
          'mandatory',
          'inconclusive',
          'none',
          'tls-on-a-starttls-port',
          'It sends nothing, here as on the healthy server: that proves nothing.',
        ),
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
      option: ['-verify_return_error', ''] as const,
      labels: [
        label('checked', 'mandatory', 'pass', 'none', diagnosis, 'It breaks the handshake off with an alert.'),
        label(
          'unchecked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'It prints the error, and goes on.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-wrong-host',
      option: [NAME, ''],
      labels: [
        label('checked', 'mandatory', 'pass', 'none', 'certificate-name-mismatch', 'It compares the name.'),
        label(
          'chain checked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'The chain is good, and without -verify_hostname no name is compared.',
        ),
      ],
    },
    {
      scenario: 'cert-wrong-host',
      option: [NAME, ''],
      labels: [
        label('checked', 'unverified', 'pass', 'none', 'certificate-name-mismatch', 'Stricter than asked.'),
        label('chain checked', 'unverified', 'pass', 'encrypted', null, 'Encrypted is all that is asked.'),
      ],
    },
    {
      scenario: 'client-cert-required',
      option: ['-cert {cert} -key {key}', ''],
      labels: [
        label('TLS 1.2, certificate', 'unverified', 'pass', 'encrypted', null, 'It shows what is asked for.'),
        label('TLS 1.2', 'unverified', 'fail', 'none', 'client-certificate-missing', 'The handshake fails: alert 40.'),
      ],
    },
    {
      scenario: 'client-cert-required',
      option: ['-cert {cert} -key {key}', ''],
      labels: [
        label('TLS 1.3, certificate', 'opportunistic', 'pass', 'encrypted', null, 'It shows what is asked for.'),
        label(
          'TLS 1.3',
          'opportunistic',
          'fail',
          'none',
          'client-certificate-missing',
          'Alert 116 after its handshake.',
        ),
      ],
    },
    {
      scenario: 'client-cert-required-reply',
      option: ['-cert {cert} -key {key}', '-cert {foreign-cert} -key {foreign-key}'],
      labels: [
        label(
          'TLS 1.3, certificate',
          'unverified',
          'pass',
          'encrypted',
          null,
          'Its certificate is from our authority.',
        ),
        label(
          'TLS 1.3, foreign certificate',
          'unverified',
          'fail',
          'none',
          'client-certificate-untrusted',
          'Its chain ends elsewhere, and the 421 says so.',
        ),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['-tls1_2', '-tls1'],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label(
          'TLS 1.0',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'Alert 70: its only version is old.',
        ),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['-tls1_2', '-tls1_3'],
      labels: [
        label('TLS 1.2', 'opportunistic', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.3', 'opportunistic', 'fail', 'none', 'no-common-version', 'Its only version is above the server.'),
      ],
    },
    {
      scenario: 'healthy',
      option: ['-tls1_3', '-tls1_1'],
      labels: [
        label('TLS 1.3', 'unverified', 'pass', 'encrypted', null, 'The server takes TLS 1.3.'),
        label(
          'TLS 1.1',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'Even a healthy server refuses 1.1.',
        ),
      ],
    },
    ...(['null-cipher', 'weak-ciphers'] as const).map((scenario) => ({
      scenario,
      option: [LEVEL_0, '-cipher eNULL:@SECLEVEL=0'] as const,
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'none', 'server-has-only-weak-suites', 'DEFAULT has none of them.'),
        label(
          'NULL suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers nothing else.',
        ),
      ] as const,
    })),
    {
      scenario: 'anonymous-dh',
      option: [LEVEL_0, '-cipher aNULL:@SECLEVEL=0'],
      labels: [
        label(
          'TLS 1.2',
          'unverified',
          'pass',
          'none',
          'server-has-only-weak-suites',
          'DEFAULT has no anonymous suite.',
        ),
        label(
          'anonymous suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers them only.',
        ),
      ],
    },
    {
      scenario: 'null-cipher',
      option: ['-cipher eNULL:@SECLEVEL=0', '-cipher aNULL:@SECLEVEL=0'],
      labels: [
        label(
          'NULL suites',
          'opportunistic',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'Nothing is encrypted.',
        ),
        label(
          'anonymous suites',
          'opportunistic',
          'inconclusive',
          'none',
          'server-has-only-weak-suites',
          'No suite in common, but it fails on the healthy server as well: no proof that it avoids NULL.',
        ),
      ],
    },
  ],
}
