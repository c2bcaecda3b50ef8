// curl against servers that spoil the handshake, or what comes behind it. It never goes on in clear where TLS was begun.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file - --max-time 1'
const CURL = `curl -q -sS smtp://{host}:{port}/client.test ${MAIL}`
const AT_ONCE = `curl -q -sS smtps://{host}:{port}/client.test ${MAIL}`

export const CURL_HANDSHAKES: ClientCorpus = {
  client: 'curl',
  settings: {
    'required, in a second': `${CURL} --ssl-reqd --insecure`,
    'plain, in a second': `${CURL} --insecure`,
    'at once, in a second': `${AT_ONCE} --ssl-reqd --insecure`,
    'at once, checked': `${AT_ONCE} --cacert {ca}`,
    'at once, own trust': AT_ONCE,
  },
  flips: [
    ...(['handshake-alert', 'handshake-closes', 'handshake-garbage', 'handshake-hangs'] as const).map((scenario) => ({
      scenario,
      option: ['--ssl-reqd', ''] as const,
      labels: [
        label(
          'required, in a second',
          'unverified',
          'pass',
          'none',
          'handshake-broken-by-server',
          'There is no TLS to be had, and it sends nothing without.',
        ),
        label(
          'plain, in a second',
          'unverified',
          'fail',
          'in-clear',
          'starttls-not-used',
          'It never asks for TLS, broken or not.',
        ),
      ] as const,
    })),
    {
      scenario: 'version-intolerant',
      option: ['--ssl-reqd', ''],
      labels: [
        label(
          'required, in a second',
          'unverified',
          'pass',
          'none',
          'handshake-broken-by-server',
          'Its hello offers TLS 1.3, and it does not fall back.',
        ),
        label(
          'plain, in a second',
          'unverified',
          'fail',
          'none',
          'starttls-not-used',
          'MAIL in clear is refused, and was sent all the same.',
        ),
      ],
    },
    {
      scenario: 'tls-then-silence',
      option: ['--ssl-reqd', ''],
      labels: [
        label(
          'required, in a second',
          'unverified',
          'pass',
          'none',
          'server-went-silent',
          'EHLO inside TLS is not answered, and it waits for that.',
        ),
        label(
          'plain, in a second',
          'unverified',
          'fail',
          'in-clear',
          'starttls-not-used',
          'Outside TLS the server answers, and it never asks for TLS.',
        ),
      ],
    },
    {
      scenario: 'plain-on-implicit-port',
      option: ['smtp://{host}:{port}/client.test', 'smtps://{host}:{port}/client.test'],
      labels: [
        label(
          'required, in a second',
          'unverified',
          'pass',
          'encrypted',
          null,
          'STARTTLS works there, whatever the number of the port says.',
        ),
        label(
          'at once, in a second',
          'unverified',
          'inconclusive',
          'none',
          'tls-on-a-starttls-port',
          'It sends nothing, and neither does it to the healthy server.',
        ),
      ],
    },
    {
      scenario: 'implicit-tls',
      option: ['--cacert {ca}', ''],
      labels: [
        label('at once, checked', 'mandatory', 'pass', 'encrypted', null, 'TLS first, with a good certificate.'),
        label(
          'at once, own trust',
          'mandatory',
          'inconclusive',
          'none',
          'authority-not-trusted',
          "It knows only the system's authorities: that is our setup.",
        ),
      ],
    },
  ],
}
