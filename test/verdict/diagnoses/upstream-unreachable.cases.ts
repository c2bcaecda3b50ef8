// The real server behind the path could not be reached.
import { upstreamUnreachable } from '../../../src/verdict/diagnoses/upstream-unreachable.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(upstreamUnreachable, {
  triggers: {
    'nodemailer, which waits for a greeting': run({ scenario: { upstream: '127.0.0.1:1' } }, nodemail()),
    'nothing listens there': {
      scenario: { upstream: '127.0.0.1:1' },
      transcript: transcript()
        .session({ greeting: null })
        .event('path.upstream-failed', { upstream: '127.0.0.1:1', detail: 'ECONNREFUSED' })
        .closed('server'),
    },
  },
  leaves: {
    'it answers': { scenario: { upstream: '127.0.0.1:1' }, transcript: healthyTranscript() },
    'no upstream': healthyTranscript(),
  },
})
