// Commands came in the same breath as STARTTLS.
import { diagnosis } from '../diagnosis.ts'
import { broke } from '../signs/broken.ts'

export const pipelinedBehindStarttls = diagnosis({
  id: 'pipelined-behind-starttls',
  rank: 63,
  cause:
    'The client sent {found} behind STARTTLS without waiting for its answer. Commands there came in clear, and the server has to discard them.',
  advice:
    'On the client: wait for the 220, do the handshake, and begin with EHLO again. PIPELINING does not cover STARTTLS.',
  reference: 'RFC 3207 section 4.2; RFC 2920 section 3.1',
  looksFor: broke('nothing-behind-starttls'),
})
