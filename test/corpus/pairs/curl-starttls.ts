// curl 7.88 where STARTTLS is refused, hidden or attacked. `--ssl-reqd` demands it, `--ssl` tries, neither never asks. It
// looks at every line of the answer to EHLO, and ends the session when anything follows the answer to STARTTLS.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file -'
const CURL = `curl -q -sS smtp://{host}:{port}/client.test ${MAIL}`
const LOGIN = '--user desk:hunter2'

const REFUSED = ['starttls-refused-454', 'starttls-refused-502', 'starttls-out-of-place']

export const CURL_STARTTLS: ClientCorpus = {
  client: 'curl',
  settings: {
    required: `${CURL} --ssl-reqd --cacert {ca}`,
    tries: `${CURL} --ssl --cacert {ca}`,
    'tries, unchecked': `${CURL} --ssl --insecure`,
    plain: `${CURL} --cacert {ca}`,
    'plain, unchecked': `${CURL} --insecure`,
    login: `${CURL} --ssl-reqd --cacert {ca} ${LOGIN}`,
  },
  flips: [
    ...REFUSED.map((scenario) => ({
      scenario,
      option: ['--ssl-reqd', '--ssl'] as const,
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'starttls-refused', 'Any code but 220 ends it with 64.'),
        label(
          'tries',
          'mandatory',
          'fail',
          'in-clear',
          'in-clear-after-tls-failed',
          '--ssl goes on in clear after the refusal, where it must not.',
        ),
      ] as const,
    })),
    {
      scenario: 'starttls-then-nothing',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'no-tls-behind-starttls', 'The handshake fails with 35.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'starttls-not-advertised-but-works',
      option: ['--ssl-reqd', '--ssl'],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'starttls-not-offered', 'It believes the list: 64.'),
        label('tries', 'mandatory', 'fail', 'in-clear', 'starttls-not-offered', '--ssl believes it, too, and sends.'),
      ],
    },
    {
      scenario: 'ehlo-refused',
      option: ['--ssl-reqd', '--ssl'],
      labels: [
        label(
          'required',
          'mandatory',
          'pass',
          'none',
          'ehlo-refused',
          'Without EHLO there is no TLS for it: it ends with 9.',
        ),
        label('tries', 'mandatory', 'fail', 'in-clear', 'ehlo-refused', 'It falls back to HELO and sends.'),
      ],
    },
    {
      scenario: 'starttls-masked-pix',
      option: ['--ssl-reqd', '--ssl'],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'starttls-masked', 'A bare 250 lists no STARTTLS: 64.'),
        label(
          'tries',
          'mandatory',
          'fail',
          'none',
          'starttls-masked',
          'It names the sender in clear; that Exchange then wants a greeting does not make it better.',
        ),
      ],
    },
    {
      scenario: 'banner-masked',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', null, 'The text of a greeting means nothing to it.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'starttls-order',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', null, 'It looks for STARTTLS in the first line, too.'),
        label(
          'plain',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-in-greeting-line',
          'It never asks; a client that looks where it should would not have seen it either.',
        ),
      ],
    },
    {
      scenario: 'response-injection-lines',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'none', null, 'Something follows the 220: weird server reply, 8.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'response-injection-fragment',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'none', null, 'Four bytes behind the 220 are enough for an 8.'),
        label('plain', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'response-injection-session',
      option: ['--ssl', ''],
      labels: [
        label(
          'tries, unchecked',
          'opportunistic',
          'pass',
          'none',
          'starttls-refused',
          'Test case 980 of its own: replies behind the 454 end the session.',
        ),
        label(
          'plain, unchecked',
          'opportunistic',
          'pass',
          'in-clear',
          'starttls-not-used',
          'It never says STARTTLS, so nothing is injected; in clear is its right here.',
        ),
      ],
    },
    {
      scenario: 'pipelining-after-starttls',
      option: ['--ssl-reqd', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', null, 'It waits for the 220.'),
        label('plain', 'mandatory', 'fail', 'none', 'starttls-not-used', 'Gmail takes no MAIL in clear.'),
      ],
    },
    {
      scenario: 'capabilities-change-after-tls',
      option: [LOGIN, ''],
      labels: [
        label('login', 'mandatory', 'pass', 'encrypted', null, 'It asks EHLO again and finds AUTH.'),
        label('required', 'mandatory', 'fail', 'none', 'auth-not-tried', 'MAIL without a login gets 530.'),
      ],
    },
  ],
}
