// The client says HELO, and HELO lists no extensions.
import { heloOnly } from '../../../src/verdict/diagnoses/helo-only.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(heloOnly, {
  triggers: {
    'a mail after HELO': transcript().session().asks('HELO client.test', '250 smtp.test').mail().quit(),
    'a client that says HELO': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('HELO client.test', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'a client of today': healthyTranscript(),
    'HELO after EHLO was refused': transcript()
      .session()
      .asks('EHLO client.test', '502 5.5.1 no')
      .asks('HELO client.test', '250 smtp.test')
      .mail()
      .quit(),
    'HELO inside TLS from the first byte': transcript()
      .session({ greeting: null })
      .hello()
      .established()
      .hears('220 smtp.test')
      .asks('HELO client.test', '250 smtp.test')
      .mail()
      .quit(),
  },
})
