// Commands came in the same breath as STARTTLS.
import { pipelinedBehindStarttls } from '../../../src/verdict/diagnoses/pipelined-behind-starttls.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(pipelinedBehindStarttls, {
  triggers: {
    'EHLO in the same breath': transcript()
      .session()
      .ehlo()
      .says('STARTTLS')
      .hears('220 2.0.0 Ready to start TLS')
      .event('smtp.pipelined-behind-starttls', { bytes: 18, kind: 'commands' })
      .hello()
      .established()
      .ehloWithoutStarttls()
      .mail()
      .quit(),
    'a client that sends both at once': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.sends('STARTTLS\r\nEHLO again\r\n')
        await client.hears('220 *')
        await client.starttls({ rejectUnauthorized: false })
        await client.asks('EHLO client.test', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
    "Gmail's refusal": run(
      { scenario: 'pipelining-after-starttls' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.sends('STARTTLS\r\nEHLO again\r\n')
        await client.hears('454 4.5.0 *')
        await client.hears('250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'the path has put them there': transcript()
      .session()
      .ehlo()
      .event('path.acted', { step: 'inject', toward: 'server', detail: 'injected 18 bytes behind STARTTLS' })
      .says('STARTTLS')
      .hears('220 2.0.0 Ready to start TLS')
      .event('smtp.pipelined-behind-starttls', { bytes: 18, kind: 'commands' })
      .hello()
      .established()
      .ehloWithoutStarttls()
      .mail()
      .quit(),
  },
})
