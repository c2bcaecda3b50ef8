// The server that took the mail has sent it on in clear.
import { nextHopInClear } from '../../../src/verdict/diagnoses/next-hop-in-clear.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(nextHopInClear, {
  triggers: {
    'nodemailer, whose mail goes on without TLS': run({ scenario: 'relay-in-clear' }, nodemail()),
    'TLS is a wish of the relay, and the next server has none': run(
      { scenario: { relay: { scenario: 'no-starttls', tls: 'opportunistic' } } },
      nodemail(),
    ),
    'the handshake with the next server breaks': run(
      { scenario: { relay: { scenario: 'handshake-closes', tls: 'opportunistic' } } },
      nodemail(),
    ),
  },
  leaves: {
    'it goes on inside TLS': run({ scenario: 'relay-encrypted' }, nodemail()),
    'it does not get there': run({ scenario: 'relay-refused' }, nodemail()),
    'nothing is sent on': healthyTranscript(),
  },
})
