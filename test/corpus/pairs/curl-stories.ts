// curl in those of the whole stories that turn on suites and keys.
import { type ClientCorpus, label } from '../pair.ts'

const CURL =
  'curl -q -sS smtp://{host}:{port}/client.test --mail-from {from} --mail-rcpt {to} --upload-file - ' +
  '--ssl-reqd --cacert {ca} --tls-max 1.2'
const MEDIUM = '--ciphers AES128-SHA:DHE-RSA-AES128-SHA'
const HIGH = '--ciphers AES256-SHA:DHE-RSA-AES256-SHA'
const ECDHE = '--ciphers ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256'
const WITH_DHE = `${ECDHE}:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256`

export const CURL_STORIES: ClientCorpus = {
  client: 'curl',
  settings: {
    'at medium strength': `${CURL} ${MEDIUM}`,
    'at high strength': `${CURL} ${HIGH}`,
    'with ECDHE only': `${CURL} ${ECDHE}`,
    'with ECDHE and DHE': `${CURL} ${WITH_DHE}`,
    'with certificate and key': `${CURL} --cert {cert} --key {key}`,
    'with a key of another certificate': `${CURL} --cert {cert} --key {other-key}`,
  },
  flips: [
    {
      scenario: 'mailmarshal-cipher-strength',
      option: [MEDIUM, HIGH],
      labels: [
        label('at medium strength', 'mandatory', 'pass', 'encrypted', null, 'Medium includes 128 bits.'),
        label('at high strength', 'mandatory', 'fail', 'none', 'no-common-suite', '256 bits are more than there is.'),
      ],
    },
    {
      scenario: 'exchange-2019-ecdhe-only',
      option: [ECDHE, WITH_DHE],
      labels: [
        label('with ECDHE only', 'mandatory', 'fail', 'none', 'ecdhe-only-client', 'As Exchange 2019 by default.'),
        label('with ECDHE and DHE', 'mandatory', 'pass', 'encrypted', null, 'The two suites that were enabled.'),
      ],
    },
    {
      scenario: 'exchange-2016-send-connector',
      option: ['--key {key}', '--key {other-key}'],
      labels: [
        label('with certificate and key', 'mandatory', 'pass', 'encrypted', null, 'The server asks, and is answered.'),
        label(
          'with a key of another certificate',
          'mandatory',
          'fail',
          'none',
          'client-cannot-start-tls',
          'Exit code 58 behind the 220, as UnknownCredentials.',
        ),
      ],
    },
  ],
}
