// msmtp 1.8 with GnuTLS. With `--tls=on` STARTTLS is mandatory, and it checks chain and name when the handshake is done,
// without an alert; there is no opportunistic mode.
import { type ClientCorpus, label } from '../pair.ts'

const MSMTP = 'msmtp --file=/dev/null --host={host} --port={port} --domain=client.test --from={from}'
const BY_ADDRESS = 'msmtp --file=/dev/null --host=127.0.0.1 --port={port} --domain=client.test --from={from}'
const TRUST = '--tls-trust-file={ca}'
const LOGIN = '--auth=login --user=desk --passwordeval=hostname'
const TLS12 = '--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS1.2'
const TLS11 = '--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS1.1'
const TLS10 = '--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS1.0'
const NULL_SUITES = '--tls-priorities=NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+NULL'

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

export const MSMTP_CORPUS: ClientCorpus = {
  client: 'msmtp',
  settings: {
    checked: `${MSMTP} --tls=on ${TRUST} {to}`,
    'own trust': `${MSMTP} --tls=on {to}`,
    unchecked: `${MSMTP} --tls=on --tls-certcheck=off {to}`,
    'off, checked': `${MSMTP} --tls=off ${TRUST} {to}`,
    'off, unchecked': `${MSMTP} --tls=off --tls-certcheck=off {to}`,
    starttls: `${MSMTP} --tls=on --tls-starttls=on ${TRUST} {to}`,
    'at once': `${MSMTP} --tls=on --tls-starttls=off ${TRUST} {to}`,
    certificate: `${MSMTP} --tls=on ${TRUST} --tls-cert-file={cert} --tls-key-file={key} {to}`,
    login: `${MSMTP} --tls=on ${TRUST} ${LOGIN} {to}`,
    'TLS 1.0, login': `${MSMTP} --tls=on ${TRUST} ${TLS10} ${LOGIN} {to}`,
    'TLS 1.2, login': `${MSMTP} --tls=on ${TRUST} ${TLS12} ${LOGIN} {to}`,
    'TLS 1.1': `${MSMTP} --tls=on ${TRUST} ${TLS11} {to}`,
    'TLS 1.2': `${MSMTP} --tls=on ${TRUST} ${TLS12} {to}`,
    'NULL suites': `${MSMTP} --tls=on ${TRUST} ${NULL_SUITES} {to}`,
    'from 127.0.0.1': `${BY_ADDRESS} --tls=on --tls-certcheck=off --source-ip=127.0.0.1 {to}`,
    'from 127.0.0.2': `${BY_ADDRESS} --tls=on --tls-certcheck=off --source-ip=127.0.0.2 {to}`,
  },
  flips: [
    ...Object.entries(WITHOUT_STARTTLS).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--tls=on', '--tls=off'] as const,
      labels: [
        label('checked', 'mandatory', 'pass', 'none', diagnosis, 'With TLS on it does not go on without.'),
        label(
          'off, checked',
          'mandatory',
          'fail',
          'in-clear',
          diagnosis,
          'TLS is off; the missing offer is not noticed.',
        ),
      ] as const,
    })),
    {
      scenario: 'no-starttls',
      option: ['--tls=on', '--tls=off'],
      labels: [
        label('unchecked', 'opportunistic', 'pass', 'none', 'starttls-not-offered', 'Stricter than asked.'),
        label(
          'off, unchecked',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-not-offered',
          'There is no TLS to take.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls=on', '--tls=off'],
      labels: [
        label('checked', 'mandatory', 'pass', 'encrypted', null, 'Chain and name are good.'),
        label(
          'off, checked',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-not-used',
          'TLS is off and STARTTLS was listed.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: ['--tls-starttls=on', '--tls-starttls=off'],
      labels: [
        label('starttls', 'mandatory', 'pass', 'encrypted', null, 'STARTTLS is what the port speaks.'),
        label(
          'at once',
          'mandatory',
          'fail',
          'none',
          'tls-on-a-starttls-port',
          'Without STARTTLS it starts TLS at once.',
        ),
      ],
    },
    {
      scenario: 'healthy',
      option: [TRUST, ''],
      labels: [
        label('checked', 'unverified', 'pass', 'encrypted', null, 'It trusts the authority that it was given.'),
        label(
          'own trust',
          'unverified',
          'fail',
          'none',
          'left-after-handshake',
          "It trusts the system's authorities only and leaves without an alert; with its own word that counts as a refusal.",
        ),
      ],
    },
    ...Object.entries(FAULTS).map(([scenario, diagnosis]) => ({
      scenario,
      option: [TRUST, '--tls-certcheck=off'] as const,
      labels: [
        label('checked', 'mandatory', 'pass', 'none', diagnosis, 'It leaves after the handshake and says it failed.'),
        label(
          'unchecked',
          'mandatory',
          'fail',
          'encrypted',
          'certificate-not-checked',
          'tls_certcheck off takes every certificate.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-wrong-host',
      option: [TRUST, '--tls-certcheck=off'],
      labels: [
        label('checked', 'unverified', 'pass', 'none', 'certificate-name-mismatch', 'Stricter than asked.'),
        label('unchecked', 'unverified', 'pass', 'encrypted', null, 'Encrypted is all that is asked.'),
      ],
    },
    {
      scenario: 'tls-required',
      option: ['--tls=on', '--tls=off'],
      labels: [
        label('checked', 'mandatory', 'pass', 'encrypted', null, 'It starts TLS before it names a sender.'),
        label('off, checked', 'mandatory', 'fail', 'none', 'starttls-not-used', 'MAIL in clear gets the 530.'),
      ],
    },
    ...(['client-cert-required', 'client-cert-required-reply'] as const).map((scenario) => ({
      scenario,
      option: ['--tls-cert-file={cert} --tls-key-file={key}', ''] as const,
      labels: [
        label('certificate', 'mandatory', 'pass', 'encrypted', null, 'It shows a certificate of our authority.'),
        label('checked', 'mandatory', 'fail', 'none', 'client-certificate-missing', 'It has none to show.'),
      ] as const,
    })),
    {
      scenario: 'tls12-only',
      option: [TLS12, TLS11],
      labels: [
        label('TLS 1.2', 'mandatory', 'pass', 'encrypted', null, 'The one version that the server takes.'),
        label('TLS 1.1', 'mandatory', 'fail', 'none', 'client-offers-only-old-tls', 'Its hello ends at TLS 1.1.'),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: [TLS12, TLS10],
      labels: [
        label('TLS 1.2, login', 'mandatory', 'pass', 'encrypted', null, 'New enough to be let in after the password.'),
        label(
          'TLS 1.0, login',
          'mandatory',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'GnuTLS really speaks TLS 1.0; the 421 comes behind the password.',
        ),
      ],
    },
    {
      scenario: 'tls10-reject',
      option: [LOGIN, ''],
      labels: [
        label('login', 'mandatory', 'pass', 'encrypted', null, 'TLS 1.3 and a login: nothing to refuse.'),
        label('checked', 'mandatory', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ],
    },
    {
      scenario: 'null-cipher',
      option: [TLS12, NULL_SUITES],
      labels: [
        label('TLS 1.2', 'mandatory', 'pass', 'none', 'server-has-only-weak-suites', 'NORMAL of GnuTLS has no NULL.'),
        label(
          'NULL suites',
          'mandatory',
          'fail',
          'encrypted',
          'weak-encryption-negotiated',
          'It offers NULL only, so that is agreed on.',
        ),
      ],
    },
    {
      scenario: 'starttls-by-source',
      option: ['--source-ip=127.0.0.1', '--source-ip=127.0.0.2'],
      labels: [
        label('from 127.0.0.1', 'unverified', 'pass', 'encrypted', null, 'This address is offered STARTTLS.'),
        label('from 127.0.0.2', 'unverified', 'pass', 'none', 'starttls-for-other-addresses', 'This one is not.'),
      ],
    },
  ],
}
