// swaks 20201014 and bytes behind the answer to STARTTLS: it keeps its buffer, and reads on in it inside TLS.
import { type ClientCorpus, label } from '../pair.ts'

const SWAKS = 'swaks --server {host}:{port} --helo client.test --from {from} --to {to} --body alarm'

export const SWAKS_STARTTLS: ClientCorpus = {
  client: 'swaks',
  settings: {
    tls: `${SWAKS} --tls`,
    plain: SWAKS,
  },
  flips: (['response-injection-lines', 'response-injection-fragment'] as const).map((scenario) => ({
    scenario,
    option: ['--tls', ''] as const,
    labels: [
      label(
        'tls',
        'unverified',
        'fail',
        'none',
        'response-injection-used',
        'What it has read before the handshake is its answer inside TLS; then the replies no longer fit.',
      ),
      label('plain', 'unverified', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
    ] as const,
  })),
}
