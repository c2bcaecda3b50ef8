// swaks 20201014 against slow and long replies: its `--timeout` counts for each reply.
import { type ClientCorpus, label } from '../pair.ts'

const SWAKS = 'swaks --server {host}:{port} --helo client.test --from {from} --to {to} --body alarm'

export const SWAKS_QUEUE: ClientCorpus = {
  client: 'swaks',
  settings: {
    tls: `${SWAKS} --tls`,
    plain: SWAKS,
    'tls, 20 s': `${SWAKS} --timeout 20s --tls`,
    'tls, 1 s': `${SWAKS} --timeout 1s --tls`,
    'plain, 1 s': `${SWAKS} --timeout 1s`,
  },
  flips: [
    {
      scenario: 'slow-greeting',
      option: ['--timeout 20s', '--timeout 1s'],
      labels: [
        label('tls, 20 s', 'unverified', 'pass', 'encrypted', null, 'It waits for the greeting.'),
        label(
          'tls, 1 s',
          'unverified',
          'fail',
          'none',
          'talked-before-greeting',
          'It gives up after a second, and says QUIT.',
        ),
      ],
    },
    {
      scenario: 'long-replies',
      option: ['--tls', ''],
      labels: [
        label('tls', 'unverified', 'pass', 'encrypted', null, 'It reads line by line, and has no limit for their sum.'),
        label('plain', 'unverified', 'fail', 'in-clear', 'starttls-not-used', 'It sends in clear.'),
      ],
    },
    {
      scenario: 'silence-after-dot',
      option: ['--tls', ''],
      labels: [
        label(
          'tls, 1 s',
          'unverified',
          'pass',
          'none',
          'delivery-unknown',
          'One second behind the dot, and the server has the mail.',
        ),
        label('plain, 1 s', 'unverified', 'fail', 'none', 'starttls-not-used', 'All of the mail has gone in clear.'),
      ],
    },
  ],
}
