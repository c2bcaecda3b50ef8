// The server took the mail and could not hand it on.
import { nextHopFailed } from '../../../src/verdict/diagnoses/next-hop-failed.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(nextHopFailed, {
  triggers: {
    'nodemailer, whose mail is refused one hop further': run({ scenario: 'relay-refused' }, nodemail()),
    'TLS is a must for the relay, and the next server has none': run(
      { scenario: { relay: { scenario: 'no-starttls', tls: 'mandatory' } } },
      nodemail(),
    ),
  },
  leaves: {
    'it goes on inside TLS': run({ scenario: 'relay-encrypted' }, nodemail()),
    'it goes on in clear': run({ scenario: 'relay-in-clear' }, nodemail()),
    'nothing is sent on': healthyTranscript(),
  },
})
