// swaks against servers that demand TLS of some, or a certificate.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--helo client.test --from {from} --body alarm'
const SWAKS = `swaks --server {host}:{port} ${MAIL}`
const BY_ADDRESS = `swaks --server 127.0.0.1:{port} ${MAIL} --to {to}`
const OWN = '--tls-cert {cert} --tls-key {key}'
const FOREIGN = '--tls-cert {foreign-cert} --tls-key {foreign-key}'
const FOR_SERVERS = '--tls-cert {server-purpose-cert} --tls-key {server-purpose-key}'
const ANYBODY = '--to {to}'
const PARTNER = '--to bob@sales.partner.example'

export const SWAKS_POLICIES: ClientCorpus = {
  client: 'swaks',
  settings: {
    'TLS to anybody': `${SWAKS} ${ANYBODY} --tls`,
    'TLS if there is': `${SWAKS} ${ANYBODY} --tls-optional`,
    'in clear to anybody': `${SWAKS} ${ANYBODY}`,
    'in clear to the partner': `${SWAKS} ${PARTNER}`,
    'TLS to the partner': `${SWAKS} ${PARTNER} --tls`,
    'from an address with the best score': `${BY_ADDRESS} --tls-optional --local-interface 127.0.0.1`,
    'from an address with no score': `${BY_ADDRESS} --tls-optional --local-interface 127.0.0.9`,
    'from the inside, in clear': `${BY_ADDRESS} --local-interface 127.0.0.1`,
    'from the inside, with TLS': `${BY_ADDRESS} --local-interface 127.0.0.1 --tls`,
    'with its certificate': `${SWAKS} ${ANYBODY} --tls ${OWN}`,
    'with a foreign certificate': `${SWAKS} ${ANYBODY} --tls ${FOREIGN}`,
    'with the certificate of a server': `${SWAKS} ${ANYBODY} --tls ${FOR_SERVERS}`,
  },
  flips: [
    ...(['tls-required-microsoft', 'tls-required-gmail'] as const).map((scenario) => ({
      scenario,
      option: ['--tls', ''] as const,
      labels: [
        label('TLS to anybody', 'opportunistic', 'pass', 'encrypted', null, 'STARTTLS comes before MAIL.'),
        label('in clear to anybody', 'opportunistic', 'fail', 'none', 'starttls-not-used', 'MAIL in clear is refused.'),
      ] as const,
    })),
    {
      scenario: 'tls-off',
      option: ['--tls', '--tls-optional'],
      labels: [
        label('TLS to anybody', 'unverified', 'pass', 'none', 'starttls-not-offered', 'It needs TLS and sees none.'),
        label('TLS if there is', 'unverified', 'fail', 'in-clear', 'starttls-not-offered', 'It goes on without.'),
      ],
    },
    {
      scenario: 'tls-preferred',
      option: ['--tls', ''],
      labels: [
        label('TLS to anybody', 'opportunistic', 'pass', 'encrypted', null, 'It takes what is offered.'),
        label('in clear to anybody', 'opportunistic', 'fail', 'in-clear', 'starttls-not-used', 'It leaves TLS alone.'),
      ],
    },
    {
      scenario: 'tls-for-some-recipients',
      option: [ANYBODY, PARTNER],
      labels: [
        label(
          'in clear to anybody',
          'opportunistic',
          'fail',
          'in-clear',
          'starttls-not-used',
          'STARTTLS was offered, and the mail accepted without.',
        ),
        label(
          'in clear to the partner',
          'opportunistic',
          'fail',
          'none',
          'starttls-not-used',
          'RCPT gets the 530: a sub-domain of the partner.',
        ),
      ],
    },
    {
      scenario: 'tls-for-some-recipients',
      option: ['', '--tls'],
      labels: [
        label(
          'in clear to the partner',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'RCPT gets the 530: a sub-domain of the partner.',
        ),
        label('TLS to the partner', 'unverified', 'pass', 'encrypted', null, 'Inside TLS nobody is refused.'),
      ],
    },
    {
      scenario: 'tls-for-some-sources',
      option: ['', '--tls'],
      labels: [
        label(
          'from the inside, in clear',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'The private listener demands TLS.',
        ),
        label('from the inside, with TLS', 'unverified', 'pass', 'encrypted', null, 'What the listener demands.'),
      ],
    },
    {
      scenario: 'policy-by-score',
      option: ['--local-interface 127.0.0.1', '--local-interface 127.0.0.9'],
      labels: [
        label(
          'from an address with the best score',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-for-other-addresses',
          'Its policy has no TLS, and in clear is its right.',
        ),
        label(
          'from an address with no score',
          'opportunistic',
          'pass',
          'encrypted',
          null,
          'Whoever is not known is offered TLS.',
        ),
      ],
    },
    {
      scenario: 'starttls-disappears',
      option: ['--tls', ''],
      labels: [
        label('TLS to anybody', 'opportunistic', 'pass', 'encrypted', null, 'The first three sessions have TLS.'),
        label('in clear to anybody', 'opportunistic', 'fail', 'in-clear', 'starttls-not-used', 'TLS was still there.'),
      ],
    },
    {
      scenario: 'client-cert-optional',
      option: [OWN, FOREIGN],
      labels: [
        label('with its certificate', 'unverified', 'pass', 'encrypted', null, 'From the authority of the gateway.'),
        label(
          'with a foreign certificate',
          'unverified',
          'fail',
          'none',
          'client-certificate-untrusted',
          'Worse than showing none.',
        ),
      ],
    },
    {
      scenario: 'client-cert-optional',
      option: [FOREIGN, ''],
      labels: [
        label(
          'with a foreign certificate',
          'opportunistic',
          'fail',
          'none',
          'client-certificate-untrusted',
          'Worse than showing none.',
        ),
        label('TLS to anybody', 'opportunistic', 'pass', 'encrypted', null, 'Nobody has to show one.'),
      ],
    },
    {
      scenario: 'client-cert-verified',
      option: [OWN, ''],
      labels: [
        label('with its certificate', 'unverified', 'pass', 'encrypted', null, 'Issuer, name and dates are right.'),
        label('TLS to anybody', 'unverified', 'fail', 'none', 'client-certificate-missing', 'It shows no certificate.'),
      ],
    },
    {
      scenario: 'client-cert-many-cas',
      option: [OWN, ''],
      labels: [
        label('with its certificate', 'unverified', 'pass', 'encrypted', null, 'It reads the whole list.'),
        label('TLS to anybody', 'unverified', 'fail', 'none', 'client-certificate-missing', 'It shows no certificate.'),
      ],
    },
    {
      scenario: 'client-cert-server-purpose',
      option: [OWN, FOR_SERVERS],
      labels: [
        label('with its certificate', 'unverified', 'pass', 'encrypted', null, 'It may identify a client.'),
        label(
          'with the certificate of a server',
          'unverified',
          'fail',
          'none',
          'client-certificate-wrong-purpose',
          'Right authority and dates, and serverAuth only.',
        ),
      ],
    },
  ],
}
