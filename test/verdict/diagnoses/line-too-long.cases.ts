// A command line, or an AUTH response, had no end within the limit.
import { lineTooLong } from '../../../src/verdict/diagnoses/line-too-long.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(lineTooLong, {
  triggers: {
    'no end in sight': transcript()
      .session()
      .event('smtp.line-too-long', { bytes: 40000, limit: 32768 })
      .hears('500 5.5.2 Line too long')
      .closed('server'),
    'a client that sends 64 KiB without a line end': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.sends('x'.repeat(65536))
        await client.hears('500 *')
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'half a line': transcript().session().event('smtp.partial-line-received', { line: 'EHL' }).closed(),
  },
})
