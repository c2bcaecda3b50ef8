// swaks 20201014 against slow and long replies: its `--timeout` counts for each reply.
import { type ClientCorpus, label } from '../pair.ts'

const SWAKS = 'swaks --server {host}:{port} --helo client.test --from {from} --to {to} --body alarm'

export const SWAKS_QUEUE: ClientCorpus = {
  client: 'swaks',
  settings: {
    tls: `${SWAKS} --tls`,
    plain: SWAKS,
    'tls, 1 s': `${SWAKS} --timeout 1s --tls`,
    'plain, 1 s': `${SWAKS} --timeout 1s`,
  },
  flips: [
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
          'client-did-not-wait',
          'One second behind the dot, not ten minutes.',
        ),
        label('plain, 1 s', 'unverified', 'fail', 'none', 'starttls-not-used', 'All of the mail has gone in clear.'),
      ],
    },
  ],
}
