// curl 7.88 with OpenSSL. `--ssl-reqd` demands STARTTLS (exit code 64 without), `--ssl` tries; `--insecure` checks nothing,
// else chain and name are checked, the name by curl itself once the handshake is done.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file -'
const CURL = `curl -q -sS smtp://{host}:{port}/client.test ${MAIL}`
const AT_ONCE = `curl -q -sS smtps://{host}:{port}/client.test ${MAIL}`
const BY_ADDRESS = `curl -q -sS smtp://127.0.0.1:{port}/client.test ${MAIL}`
const LOGIN = '--user desk:hunter2'

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

export const CURL_CORPUS: ClientCorpus = {
  client: 'curl',
  settings: {
    required: `${CURL} --ssl-reqd --cacert {ca}`,
    'required, unchecked': `${CURL} --ssl-reqd --insecure`,
    'required, own trust': `${CURL} --ssl-reqd`,
    tries: `${CURL} --ssl --cacert {ca}`,
    'tries, unchecked': `${CURL} --ssl --insecure`,
    'tries, unchecked, login': `${CURL} --ssl --insecure ${LOGIN}`,
    plain: `${CURL} --cacert {ca}`,
    'plain, unchecked': `${CURL} --insecure`,
    'at once': `${AT_ONCE} --ssl-reqd --insecure`,
    certificate: `${CURL} --ssl-reqd --cacert {ca} --cert {cert} --key {key}`,
    'foreign certificate': `${CURL} --ssl-reqd --cacert {ca} --cert {foreign-cert} --key {foreign-key}`,
    'from TLS 1.2': `${CURL} --ssl-reqd --cacert {ca} --tlsv1.2`,
    'from TLS 1.3': `${CURL} --ssl-reqd --cacert {ca} --tlsv1.3`,
    login: `${CURL} --ssl-reqd --cacert {ca} ${LOGIN}`,
    'up to TLS 1.2': `${CURL} --ssl-reqd --cacert {ca} --tls-max 1.2`,
    'usual suites': `${CURL} --ssl-reqd --insecure --tls-max 1.2`,
    'NULL suites': `${CURL} --ssl-reqd --insecure --tls-max 1.2 --ciphers eNULL:@SECLEVEL=0`,
    'anonymous suites': `${CURL} --ssl-reqd --insecure --tls-max 1.2 --ciphers aNULL:@SECLEVEL=0`,
    'from 127.0.0.1': `${BY_ADDRESS} --ssl-reqd --cacert {ca} --interface 127.0.0.1`,
    'from 127.0.0.3': `${BY_ADDRESS} --ssl-reqd --cacert {ca} --interface 127.0.0.3`,
    'tries, from 127.0.0.3': `${BY_ADDRESS} --ssl --cacert {ca} --interface 127.0.0.3`,
  },
  flips: [
    ...Object.entries(WITHOUT_STARTTLS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--ssl-reqd', '--ssl'] as const,
      labels: [
        label('required', 'mandatory', 'pass', 'none', diagnosis, 'It sees no STARTTLS and ends with 64.'),
        label('tries', 'mandatory', 'fail', 'in-clear', diagnosis, '--ssl goes on in clear, where it must not.'),
      ] as const,
    })),
    {
      scenario: 'no-starttls',
      option: ['--ssl-reqd', '--ssl'],
      labels: [
        label(
          'required, unchecked',
          'opportunistic',
          'pass',
          'none',
          'starttls-not-offered',
          'Stricter than asked is right too.',
        ),
        label(
          'tries, unchecked',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-not-offered',
          'TLS where it is offered, else in clear.',
        ),
      ],
    },
    {
      scenario: 'no-starttls',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required, unchecked', 'unverified', 'pass', 'none', 'starttls-not-offered', 'It ends with 64.'),
        label('plain, unchecked', 'unverified', 'fail', 'in-clear', 'starttls-not-offered', 'It never wants TLS.'),
      ],
    },
    {
      scenario: 'starttls-removed',
      option: [LOGIN, ''],
      labels: [
        label(
          'tries, unchecked, login',
          'opportunistic',
          'warn',
          'in-clear',
          'starttls-removed-on-the-way',
          'AUTH is listed in clear and it uses it there, password included.',
        ),
        label(
          'tries, unchecked',
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
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', null, 'Chain and name are good.'),
        label(
          'plain',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-not-used',
          'smtp:// without --ssl never asks for TLS.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--ssl', ''],
      labels: [
        label('tries, unchecked', 'opportunistic', 'pass', 'encrypted', null, 'TLS is offered, so it takes it.'),
        label(
          'plain, unchecked',
          'opportunistic',
          'fail',
          'in-clear',
          'starttls-not-used',
          'smtp:// without --ssl never asks for TLS.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--cacert {ca}', ''],
      labels: [
        label('required', 'unverified', 'pass', 'encrypted', null, 'It trusts the authority that it was given.'),
        label(
          'required, own trust',
          'unverified',
          'inconclusive',
          'none',
          'authority-not-trusted',
          "It knows only the system's authorities and sends unknown_ca: that is our setup, not its fault.",
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['smtp://{host}:{port}/client.test', 'smtps://{host}:{port}/client.test'],
      labels: [
        label('required, unchecked', 'unverified', 'pass', 'encrypted', null, 'STARTTLS is what the port speaks.'),
        label(
          'at once',
          'unverified',
          'fail',
          'none',
          'tls-on-a-starttls-port',
          'smtps:// starts TLS with the first byte, on a port for STARTTLS.',
        ),
      ],
    },
    ...Object.entries(FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--cacert {ca}', '--insecure'] as const,
      labels: [
        label('required', 'mandatory', 'pass', 'none', diagnosis, 'It checks chain and name, and refuses with 60.'),
        label(
          'required, unchecked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          '--insecure takes every certificate.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-expired',
      option: ['--cacert {ca}', '--insecure'],
      labels: [
        label('required', 'unverified', 'pass', 'none', 'certificate-expired', 'Stricter than asked is right too.'),
        label('required, unchecked', 'unverified', 'pass', 'encrypted', null, 'Encrypted is all that is asked.'),
      ],
    },
    {
      scenario: 'cert-untrusted-root',
      option: ['--cacert {ca}', '--insecure'],
      labels: [
        label(
          'tries',
          'opportunistic',
          'pass',
          'none',
          'certificate-untrusted-root',
          '--ssl falls back where STARTTLS is missing, not where the handshake fails.',
        ),
        label('tries, unchecked', 'opportunistic', 'pass', 'encrypted', null, 'It takes every certificate.'),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', null, 'It starts TLS before it names a sender.'),
        label('plain', 'mandatory', 'fail', 'none', 'starttls-not-used', 'MAIL in clear gets the 530.'),
      ],
    },
    {
      scenario: 'client-cert-required',
      option: ['--cert {cert} --key {key}', ''],
      labels: [
        label('certificate', 'mandatory', 'pass', 'encrypted', null, 'It shows the certificate that is asked for.'),
        label('required', 'mandatory', 'fail', 'none', 'client-certificate-missing', 'It has none to show.'),
      ],
    },
    {
      scenario: 'client-cert-required-reply',
      option: ['--cert {cert} --key {key}', '--cert {foreign-cert} --key {foreign-key}'],
      labels: [
        label('certificate', 'mandatory', 'pass', 'encrypted', null, 'Its certificate comes from our authority.'),
        label(
          'foreign certificate',
          'mandatory',
          'fail',
          'none',
          'client-certificate-untrusted',
          'The server verifies the chain, and this one ends elsewhere.',
        ),
      ],
    },
    {
      scenario: 'tls12-only',
      option: ['--tlsv1.2', '--tlsv1.3'],
      labels: [
        label('from TLS 1.2', 'mandatory', 'pass', 'encrypted', null, '--tlsv1.2 is a minimum: 1.2 is agreed on.'),
        label('from TLS 1.3', 'mandatory', 'fail', 'none', 'no-common-version', 'The minimum is above the server.'),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: [LOGIN, ''],
      labels: [
        label('login', 'mandatory', 'pass', 'encrypted', null, 'TLS 1.3 and a login: nothing to refuse.'),
        label('required', 'mandatory', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ],
    },
    {
      scenario: 'tls10-reject-sometimes',
      option: [LOGIN, ''],
      labels: [
        label('login', 'mandatory', 'pass', 'encrypted', null, 'The share that is refused has TLS 1.0 and 1.1 only.'),
        label('required', 'mandatory', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ],
    },
    ...(['null-cipher', 'weak-ciphers'] as const).map((scenario) => ({
      scenario,
      option: ['', '--ciphers eNULL:@SECLEVEL=0'] as const,
      labels: [
        label(
          'usual suites',
          'unverified',
          'pass',
          'none',
          'server-has-only-weak-suites',
          'The default list of OpenSSL has none of them.',
        ),
        label(
          'NULL suites',
          'unverified',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers NULL suites only, so one is agreed on: nothing is encrypted.',
        ),
      ] as const,
    })),
    {
      scenario: 'anonymous-dh',
      option: ['', '--ciphers aNULL:@SECLEVEL=0'],
      labels: [
        label(
          'usual suites',
          'opportunistic',
          'pass',
          'none',
          'server-has-only-weak-suites',
          'No suite in common; the mail is not sent at all.',
        ),
        label(
          'anonymous suites',
          'opportunistic',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers anonymous suites and takes one, from whoever it is.',
        ),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['--interface 127.0.0.1', '--interface 127.0.0.3'],
      labels: [
        label('from 127.0.0.1', 'mandatory', 'pass', 'encrypted', null, 'The certificate names the address, too.'),
        label('from 127.0.0.3', 'mandatory', 'pass', 'none', 'starttls-for-other-addresses', 'It ends with 64.'),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['--ssl-reqd', '--ssl'],
      labels: [
        label('from 127.0.0.3', 'unverified', 'pass', 'none', 'starttls-for-other-addresses', 'It ends with 64.'),
        label(
          'tries, from 127.0.0.3',
          'unverified',
          'fail',
          'in-clear',
          'starttls-for-other-addresses',
          '--ssl goes on in clear, where it must not.',
        ),
      ],
    },
    ...(['bad-finished', 'wrong-version-in-hello'] as const).map((scenario) => ({
      scenario,
      option: ['--ssl-reqd', ''] as const,
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'handshake-broken-by-server', 'OpenSSL stops with an alert.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never gets to that handshake.'),
      ] as const,
    })),
    {
      scenario: 'downgrade-sentinel',
      option: ['', '--tls-max 1.2'],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'none',
          'downgrade-noticed',
          'It offers TLS 1.3, and looks at the random.',
        ),
        label(
          'up to TLS 1.2',
          'mandatory',
          'warn',
          'encrypted',
          'downgrade-not-visible',
          'It offered no more than it got, so that there is nothing to see.',
        ),
      ],
    },
  ],
}
