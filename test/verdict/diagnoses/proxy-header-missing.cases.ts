// A PROXY header was due, and something else came.
import { proxyHeaderMissing } from '../../../src/verdict/diagnoses/proxy-header-missing.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const PROXIED = { server: { proxyProtocol: true } }

testDiagnosis(proxyHeaderMissing, {
  triggers: {
    'EHLO in its place': {
      scenario: PROXIED,
      transcript: transcript()
        .session({ greeting: null })
        .event('proxy.header-unreadable', { reason: 'no PROXY header' })
        .closed('server'),
    },
    'a client that comes directly': run(
      { scenario: PROXIED },
      raw(async (client) => {
        await client.says('EHLO client.test')
        await client.hearsAll()
      }),
    ),
  },
  leaves: {
    'a header': run(
      { scenario: PROXIED },
      raw(async (client) => {
        await client.says('PROXY TCP4 192.0.2.7 127.0.0.1 40000 25')
        await client.hears('220 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
    'none is expected': healthyTranscript(),
  },
})
