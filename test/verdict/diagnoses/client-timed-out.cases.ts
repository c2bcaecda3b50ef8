// The client came to a halt.
import { clientTimedOut } from '../../../src/verdict/diagnoses/client-timed-out.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(clientTimedOut, {
  triggers: {
    'it owed a command': transcript()
      .session()
      .tls()
      .event('smtp.timed-out', { afterMs: 300000 })
      .hears('421 4.4.2 smtp.test Timeout exceeded')
      .closed('server'),
    'it owed a hello': transcript()
      .session()
      .starttls()
      .event('tls.timed-out', { afterMs: 60000 })
      .failed('timed-out')
      .closed('server'),
    'the launched command did not end': {
      transcript: transcript().session().ehlo().closed(),
      client: { says: 'timed-out' },
    },
  },
  leaves: {
    'a client of today': healthyTranscript(),
    'a client that failed': { transcript: transcript().session().ehlo().closed(), client: { says: 'failed' } },
  },
})
