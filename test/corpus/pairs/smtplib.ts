// Python's smtplib, through a program that starts TLS always, when it is offered, or never; without a context that checks
// (`--ca`) it takes every certificate. starttls() raises where STARTTLS is not listed.
import { type ClientCorpus, label } from '../pair.ts'

const PYTHON = 'python3 {smtplib} {host} {port} {from} {to}'
const LOGIN = '--user desk --password hunter2'

const WITHOUT_STARTTLS = {
  'no-starttls': 'starttls-not-offered',
  'starttls-masked': 'starttls-masked',
  'starttls-removed': 'starttls-removed-on-the-way',
}

const FAULTS = {
  'cert-expired': 'certificate-expired',
  'cert-self-signed': 'certificate-self-signed',
  'cert-untrusted-root': 'certificate-untrusted-root',
  'cert-wrong-host': 'certificate-name-mismatch',
}

export const SMTPLIB_CORPUS: ClientCorpus = {
  client: 'smtplib',
  settings: {
    always: `${PYTHON} --starttls always --ca {ca}`,
    'always, unchecked': `${PYTHON} --starttls always`,
    'when offered': `${PYTHON} --starttls when-offered --ca {ca}`,
    'when offered, unchecked': `${PYTHON} --starttls when-offered`,
    'when offered, unchecked, login': `${PYTHON} --starttls when-offered ${LOGIN}`,
    never: `${PYTHON} --starttls never --ca {ca}`,
    'never, unchecked': `${PYTHON} --starttls never`,
    certificate: `${PYTHON} --starttls always --ca {ca} --cert {cert} --key {key}`,
    'TLS 1.0': `${PYTHON} --starttls always --tls TLSv1`,
    'TLS 1.2': `${PYTHON} --starttls always --tls TLSv1_2`,
    'TLS 1.3': `${PYTHON} --starttls always --tls TLSv1_3`,
    'TLS 1.0, login': `${PYTHON} --starttls always --tls TLSv1 ${LOGIN}`,
    'TLS 1.2, login': `${PYTHON} --starttls always --tls TLSv1_2 ${LOGIN}`,
    'NULL suites': `${PYTHON} --starttls always --tls TLSv1_2 --ciphers eNULL:@SECLEVEL=0`,
    'anonymous suites': `${PYTHON} --starttls always --tls TLSv1_2 --ciphers aNULL:@SECLEVEL=0`,
  },
  flips: [
    ...Object.entries(WITHOUT_STARTTLS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['always', 'when-offered'] as const,
      labels: [
        label('always', 'mandatory', 'pass', 'none', diagnosis, 'starttls() raises SMTPNotSupportedError.'),
        label('when offered', 'mandatory', 'fail', 'in-clear', diagnosis, 'The program asks has_extn and goes on.'),
      ] as const,
    })),
    {
      scenario: 'starttls-masked',
      option: ['always', 'when-offered'],
      labels: [
        label('always, unchecked', 'opportunistic', 'pass', 'none', 'starttls-masked', 'Stricter than asked.'),
        label(
          'when offered, unchecked',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-masked',
          'TLS where it is offered, else in clear.',
        ),
      ],
    },
    {
      scenario: 'no-starttls',
      option: [LOGIN, ''],
      labels: [
        label(
          'when offered, unchecked, login',
          'opportunistic',
          'warn',
          'in-clear',
          'starttls-not-offered',
          'login() goes over the clear connection.',
        ),
        label(
          'when offered, unchecked',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-not-offered',
          'No login, and in clear is its right.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['always', 'never'],
      labels: [
        label(
          'always',
          'mandatory',
          'pass',
          'encrypted',
          null,
          'Its context checks chain and name, and both are good.',
        ),
        label('never', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'Nobody calls starttls().'),
      ],
    },
    {
      scenario: 'healthy',
      option: ['when-offered', 'never'],
      labels: [
        label('when offered, unchecked', 'opportunistic', 'pass', 'encrypted', null, 'TLS is offered: it takes it.'),
        label('never, unchecked', 'opportunistic', 'fail', 'in-clear', 'starttls-not-used', 'Nobody calls starttls().'),
      ],
    },
    ...Object.entries(FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--ca {ca}', ''] as const,
      labels: [
        label('always', 'mandatory', 'pass', 'none', diagnosis, 'create_default_context checks inside the handshake.'),
        label(
          'always, unchecked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'A context with CERT_NONE takes every certificate.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-untrusted-root',
      option: ['--ca {ca}', ''],
      labels: [
        label('always', 'unverified', 'pass', 'none', 'certificate-untrusted-root', 'Stricter than asked.'),
        label('always, unchecked', 'unverified', 'pass', 'encrypted', null, 'Encrypted is all that is asked.'),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['always', 'never'],
      labels: [
        label('always', 'mandatory', 'pass', 'encrypted', null, 'It starts TLS before it names a sender.'),
        label('never', 'mandatory', 'fail', 'none', 'starttls-not-used', 'MAIL in clear gets the 530.'),
      ],
    },
    ...(['client-cert-required', 'client-cert-required-reply'] as const).map((scenario) => ({
      scenario,
      option: ['--cert {cert} --key {key}', ''] as const,
      labels: [
        label('certificate', 'mandatory', 'pass', 'encrypted', null, 'It shows a certificate of our authority.'),
        label('always', 'mandatory', 'fail', 'none', 'client-certificate-missing', 'Its context has none loaded.'),
      ] as const,
    })),
    {
      scenario: 'tls12-only',
      option: ['TLSv1_2', 'TLSv1'],
      labels: [
        label('TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.0', 'unverified', 'fail', 'none', 'client-offers-only-old-tls', 'Its hello ends at TLS 1.0.'),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['TLSv1_2', 'TLSv1_3'],
      labels: [
        label('TLS 1.2', 'opportunistic', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.3', 'opportunistic', 'fail', 'none', 'no-common-version', 'Its minimum is above the server.'),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: ['TLSv1_2', 'TLSv1'],
      labels: [
        label('TLS 1.2, login', 'unverified', 'pass', 'encrypted', null, 'New enough to be let in after the password.'),
        label(
          'TLS 1.0, login',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'The 421 names its version.',
        ),
      ],
    },
    {
      scenario: 'tls10-reject-sometimes',
      option: [LOGIN, ''],
      labels: [
        label(
          'TLS 1.0, login',
          'unverified',
          'pass',
          'encrypted',
          'old-tls-negotiated',
          'The first session is refused with a chance of one in twenty, which the fixed seed does not meet.',
        ),
        label('TLS 1.0', 'unverified', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ],
    },
    ...(['null-cipher', 'weak-ciphers'] as const).map((scenario) => ({
      scenario,
      option: ['', '--ciphers eNULL:@SECLEVEL=0'] as const,
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
      option: ['', '--ciphers aNULL:@SECLEVEL=0'],
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
          'It offers nothing else, so nobody is authenticated.',
        ),
      ],
    },
  ],
}
