// openssl s_client at one version of TLS, with a mail typed into it; nothing of the certificate is checked.
import { type ClientCorpus, label } from '../pair.ts'

const OPENSSL = 'openssl s_client -brief -ign_eof -starttls smtp -connect {host}:{port} -cipher ALL:@SECLEVEL=0'

export const OPENSSL_VERSIONS: ClientCorpus = {
  client: 'openssl',
  settings: {
    'only TLS 1.0': `${OPENSSL} -tls1`,
    'only TLS 1.2': `${OPENSSL} -tls1_2`,
    'only TLS 1.3': `${OPENSSL} -tls1_3`,
  },
  flips: [
    {
      scenario: 'tls13-only',
      option: ['-tls1_3', '-tls1_2'],
      labels: [
        label('only TLS 1.3', 'unverified', 'pass', 'encrypted', null, 'The version that the server has.'),
        label('only TLS 1.2', 'unverified', 'fail', 'none', 'no-common-version', 'One version below it.'),
      ],
    },
    {
      scenario: 'tls10-only',
      option: ['-tls1', '-tls1_2'],
      labels: [
        label('only TLS 1.0', 'unverified', 'warn', 'encrypted', 'old-tls-negotiated', 'Encrypted, as far as it goes.'),
        label(
          'only TLS 1.2',
          'unverified',
          'pass',
          'none',
          'server-speaks-only-old-tls',
          'It does not go down to what was withdrawn.',
        ),
      ],
    },
    {
      scenario: 'tls10-reject-at-mail',
      option: ['-tls1_2', '-tls1'],
      labels: [
        label('only TLS 1.2', 'unverified', 'pass', 'encrypted', null, 'Nothing to turn away.'),
        label(
          'only TLS 1.0',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'MAIL gets the 421 that speaks of TLS 1.2.',
        ),
      ],
    },
  ],
}
