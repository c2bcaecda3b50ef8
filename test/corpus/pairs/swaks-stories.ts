// swaks in the whole stories of the catalogue.
import { type ClientCorpus, label } from '../pair.ts'

const SWAKS = 'swaks --server {host}:{port} --helo client.test --body alarm'
const ANYBODY = '--from {from} --to {to}'
const PARTNER = '--from {from} --to bob@sales.partner.example'
const LISTED = '--from eve@it.partner.example --to {to}'
const OWN = '--tls-cert {cert} --tls-key {key}'
const FOREIGN = '--tls-cert {foreign-cert} --tls-key {foreign-key}'
const FOR_SERVERS = '--tls-cert {server-purpose-cert} --tls-key {server-purpose-key}'

export const SWAKS_STORIES: ClientCorpus = {
  client: 'swaks',
  settings: {
    'with TLS': `${SWAKS} ${ANYBODY} --tls`,
    'TLS if there is': `${SWAKS} ${ANYBODY} --tls-optional`,
    'in clear': `${SWAKS} ${ANYBODY}`,
    'in clear to the partner': `${SWAKS} ${PARTNER}`,
    'with TLS to the partner': `${SWAKS} ${PARTNER} --tls`,
    'in clear from the list': `${SWAKS} ${LISTED}`,
    'with TLS from the list': `${SWAKS} ${LISTED} --tls`,
    'with its certificate': `${SWAKS} ${ANYBODY} --tls ${OWN}`,
    'with a foreign certificate': `${SWAKS} ${ANYBODY} --tls ${FOREIGN}`,
    'with the certificate for incoming mail': `${SWAKS} ${ANYBODY} --tls ${FOR_SERVERS}`,
  },
  flips: [
    {
      scenario: 'emailgtw-microsoft-365',
      option: ['--tls', ''],
      labels: [
        label('with TLS', 'opportunistic', 'pass', 'encrypted', null, 'A version of today, and no login.'),
        label(
          'in clear',
          'opportunistic',
          'fail',
          'in-clear',
          'starttls-not-used',
          'One of the hundred messages without TLS: the connector takes it.',
        ),
      ],
    },
    {
      scenario: 'exchange-2003-ironport',
      option: ['--tls', '--tls-optional'],
      labels: [
        label(
          'with TLS',
          'unverified',
          'pass',
          'none',
          'starttls-for-other-addresses',
          'As Exchange: no STARTTLS in the list, so it leaves.',
        ),
        label(
          'TLS if there is',
          'unverified',
          'fail',
          'in-clear',
          'starttls-for-other-addresses',
          'It goes on in clear, though TLS was demanded of it.',
        ),
      ],
    },
    {
      scenario: 'mailmarshal-client-certificate',
      option: [OWN, ''],
      labels: [
        label('with its certificate', 'unverified', 'pass', 'encrypted', null, 'The partner knows its authority.'),
        label('with TLS', 'unverified', 'fail', 'none', 'client-certificate-missing', 'It offers no certificate.'),
      ],
    },
    {
      scenario: 'mailmarshal-client-certificate',
      option: [FOR_SERVERS, OWN],
      labels: [
        label(
          'with the certificate for incoming mail',
          'opportunistic',
          'fail',
          'none',
          'client-certificate-wrong-purpose',
          'As the gateway does it: serverAuth only.',
        ),
        label('with its certificate', 'opportunistic', 'pass', 'encrypted', null, 'The partner knows its authority.'),
      ],
    },
    {
      scenario: 'securemail-partner-domain',
      option: ['', '--tls'],
      labels: [
        label(
          'in clear to the partner',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'RCPT gets the 503 with 0 bits: STARTTLS was there to be used.',
        ),
        label('with TLS to the partner', 'unverified', 'pass', 'encrypted', null, 'More than 112 bits.'),
      ],
    },
    {
      scenario: 'securemail-partner-domain',
      option: [ANYBODY, PARTNER],
      labels: [
        label('in clear', 'opportunistic', 'fail', 'in-clear', 'starttls-not-used', 'Taken, though TLS was offered.'),
        label(
          'in clear to the partner',
          'opportunistic',
          'fail',
          'none',
          'starttls-not-used',
          'A sub-domain of the one on the list.',
        ),
      ],
    },
    {
      scenario: 'cisco-esa-listener',
      option: ['', '--tls'],
      labels: [
        label(
          'in clear from the list',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'MAIL gets the 530: TLS is mandatory for this sender.',
        ),
        label('with TLS from the list', 'unverified', 'pass', 'encrypted', null, 'What the list asks for.'),
      ],
    },
    {
      scenario: 'cisco-esa-listener',
      option: ['', FOREIGN],
      labels: [
        label('with TLS', 'unverified', 'pass', 'encrypted', null, 'A certificate is verified only if it is shown.'),
        label(
          'with a foreign certificate',
          'unverified',
          'fail',
          'none',
          'client-certificate-untrusted',
          'Shown, so verified: the connection is rejected.',
        ),
      ],
    },
  ],
}
