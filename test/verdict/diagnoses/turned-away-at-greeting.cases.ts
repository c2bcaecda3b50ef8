// The server wants nothing of this client.
import { turnedAwayAtGreeting } from '../../../src/verdict/diagnoses/turned-away-at-greeting.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const CLOSED = { server: { rules: [{ on: 'connect', reply: '554 5.7.1 You are on a block list' }] } }

testDiagnosis(turnedAwayAtGreeting, {
  triggers: {
    'a block list': transcript().session({ greeting: '554 5.7.1 You are on a block list' }).quit(),
    'a client that says QUIT': run(
      { scenario: CLOSED },
      raw(async (client) => {
        await client.hears('554 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'for now': transcript().session({ greeting: '421 4.3.2 Too busy' }).closed('server'),
    'a client of today': healthyTranscript(),
    'TLS where EHLO was due': run({ scenario: 'healthy' }, nodemail({ secure: true, requireTLS: false })),
  },
})
